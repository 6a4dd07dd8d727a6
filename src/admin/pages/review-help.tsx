import type { ReviewSettings } from '../review-settings.js'

const KEYS = [
  ['1', 'COVID'],
  ['2', 'NORMAL'],
  ['3', 'PNEUMONIA'],
  ['4', 'Something else'],
  ['J', 'Next film, without a verdict'],
  ['K', 'Previous film'],
  ['N', 'To the note; Esc leaves it'],
  ['H', 'Heatmap on and off, once it may be seen'],
  ['Z', 'Take the last verdict back'],
  ['?', 'This help'],
] as const

/** The keys, to be read without a script too, and a way to switch them off. */
export function KeyHelp({ settings }: { readonly settings: ReviewSettings }) {
  return (
    <details class="key-help" data-help>
      <summary>
        Keys {settings.keys ? <kbd aria-hidden="true">?</kbd> : <span class="hint">(switched off)</span>}
      </summary>
      <dl class="key-list">
        {KEYS.map(([key, words]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <form method="post" action="/dashboard/review/settings">
        <button class="button" type="submit" name="keys" value={settings.keys ? 'off' : 'on'}>
          Switch single keys {settings.keys ? 'off' : 'on'}
        </button>
      </form>
    </details>
  )
}
