import type { Notice } from '../attention.js'
import { AlertIcon, ArrowIcon, InfoIcon, RingIcon } from './icons.js'

/** What somebody should look at first; what is wrong before what is only worth knowing. */
export function Attention({ notices }: { readonly notices: readonly Notice[] }) {
  return (
    <section class="attention" aria-labelledby="attention">
      <h2 id="attention">Needs attention</h2>
      {notices.length === 0 ? (
        <p class="attention-none">
          <RingIcon /> Nothing stands out. The network is ready and nothing waits for you.
        </p>
      ) : (
        <ul class="attention-list">
          {notices.map(({ tone, title, text, action }) => (
            <li class={`attention-item attention-${tone}`}>
              {tone === 'note' ? <InfoIcon /> : <AlertIcon />}
              <div>
                <p class="attention-title">
                  {tone === 'wrong' && <span class="visually-hidden">Wrong: </span>}
                  {title}
                </p>
                <p class="attention-text">{text}</p>
              </div>
              {action && (
                <a class="attention-action" href={action.href}>
                  {action.label} <ArrowIcon />
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
