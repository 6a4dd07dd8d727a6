import type { LiveModel, ModelDossier, PromotionRefusal } from '../../core/model-shelf.js'
import { HONEST_TEST_SPLIT, isMeasured } from '../../core/model-shelf.js'
import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { BackIcon } from './icons.js'
import { FormError } from './fields.js'
import { Page } from './layout.js'
import { shareWithInterval } from './model-tables.js'

export interface PromotePageProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly model: ModelDossier
  readonly live: LiveModel | null
  readonly pinned: boolean
  /** Why the last try was refused; null for the first. */
  readonly refusal: PromotionRefusal | null
}

export const REFUSAL_WORDS: Readonly<Record<PromotionRefusal, string>> = {
  unknown: 'There is no such model any more. Nothing was changed.',
  broken:
    'The files of this model are not what its manifest says, so it could not be served. Nothing was changed.',
  changed: 'The model’s folder has changed since this page was shown. Look at it again. Nothing was changed.',
  unmeasured:
    'Type the name of the model to confirm that it is served without figures on the honest test. Nothing was changed.',
  not_writable:
    'The program may not write to the folder of models, so nothing was changed. Promote it by chestcheck promote.',
}

/** Asks once more before a model is promoted, with the figures that should decide it. */
export function PromotePage(props: PromotePageProps) {
  const { site, user, model, live, pinned, refusal } = props
  const honest = model.manifest.metrics.find(({ split }) => split === HONEST_TEST_SPLIT)
  const measured = isMeasured(model.manifest)
  return (
    <Page
      site={site}
      title={`Promote ${model.name}`}
      user={user}
      current="models"
      styles={['overview.css', 'models.css']}
      width="reading"
    >
      <p class="back">
        <a href={`/dashboard/models/${model.name}`}>
          <BackIcon /> {model.name}
        </a>
      </p>
      <form class="card form" method="post" action={`/dashboard/models/${model.name}/promote`}>
        <h1>Promote {model.name}?</h1>
        <FormError text={refusal === null ? null : REFUSAL_WORDS[refusal]} />
        <dl class="facts">
          <div class="fact">
            <dt>Live now</dt>
            <dd class="mono">{live?.id ?? 'None was promoted'}</dd>
          </div>
          <div class="fact">
            <dt>Live then</dt>
            <dd class="mono">{model.id}</dd>
          </div>
          <div class="fact">
            <dt>Accuracy on the honest test</dt>
            <dd>
              {honest
                ? `${shareWithInterval(honest.accuracy)}, of ${honest.accuracy.n} films`
                : 'Not measured'}
            </dd>
          </div>
        </dl>
        <p>
          It answers from the next start of the program on. Answers on the record stay as they are, each with
          the model that gave it. The record notes who promoted it.
        </p>
        {pinned && (
          <p class="notice notice-look">
            <span>
              A setting (<code>MODEL_DIR</code>) names the model that is served. As long as it does, promoting
              another one changes nothing.
            </span>
          </p>
        )}
        {!measured && (
          <>
            <p class="notice notice-fault">
              <span>
                This model has no figures on the honest test (<code>{HONEST_TEST_SPLIT}</code>): nobody knows
                how it does on patients that its training never met. Better evaluate it first, with{' '}
                <code>chestcheck evaluate --protocol honest --record</code>.
              </span>
            </p>
            <div class="field">
              <label for="confirm">To promote it all the same, type its name</label>
              <input
                id="confirm"
                name="confirm"
                type="text"
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                aria-describedby="confirm-hint"
                required
              />
              <p class="hint" id="confirm-hint">
                {model.name}
              </p>
            </div>
          </>
        )}
        <input type="hidden" name="id" value={model.id} />
        <div class="actions">
          <button class="button button-primary" type="submit">
            Promote {model.name}
          </button>
          <a class="button" href={`/dashboard/models/${model.name}`}>
            Leave it
          </a>
        </div>
      </form>
    </Page>
  )
}
