import type { Drift, DriftReading } from '../../core/drift.js'
import { LEAST_FILMS, WATCHED } from '../../core/drift.js'
import { WATCHED_NAMES } from '../attention.js'
import type { OverviewDrift } from '../overview.js'

export const DRIFT_WORDS: Readonly<Record<DriftReading, string>> = {
  few: 'Too few films to say',
  chance: 'Within chance',
  small: 'Small',
  moderate: 'Moderate',
  large: 'Large',
}

/** Whether what comes in, and what is answered, is still like the test that the model's figures are from. */
export function DriftCard({ drift }: { readonly drift: OverviewDrift }) {
  return (
    <section class="card" aria-labelledby="drift">
      <h2 id="drift">Drift against the model’s own test</h2>
      {drift.drifts === null ? (
        <p class="card-empty">
          {drift.model === null
            ? 'No model is served yet.'
            : `${drift.model} has no distributions of its test in its folder, so there is nothing to compare with.`}
        </p>
      ) : (
        <>
          <DriftTable drifts={drift.drifts} />
          <p class="hint">
            {drift.modelHref === null ? null : (
              <a href={`${drift.modelHref}#drift`}>By week, and how to read it</a>
            )}
          </p>
        </>
      )}
    </section>
  )
}

/** One line a thing that is watched, each with a bar up to 0.5 and marks where the bands begin. */
export function DriftTable({ drifts }: { readonly drifts: Readonly<Record<string, Drift>> }) {
  return (
    <table class="figures drift">
      <thead>
        <tr>
          <th scope="col">Watched</th>
          <th scope="col">Films</th>
          <th scope="col">
            <abbr title="Population stability index">PSI</abbr>
          </th>
          <th scope="col">Shift</th>
        </tr>
      </thead>
      <tbody>
        {WATCHED.map((watched) => {
          const drift = drifts[watched]
          if (!drift) return null
          return (
            <tr>
              <th scope="row">{WATCHED_NAMES[watched]}</th>
              <td>{drift.n}</td>
              <td>
                {drift.psi === null || drift.n < LEAST_FILMS ? (
                  '–'
                ) : (
                  <span class="psi">
                    {drift.psi.toFixed(2)} <PsiBar drift={drift} />
                  </span>
                )}
              </td>
              <td>
                <DriftWord drift={drift} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

export function DriftWord({ drift }: { readonly drift: Drift }) {
  return (
    <span class={`reading reading-${drift.reading}`}>
      {DRIFT_WORDS[drift.reading]}
      {drift.reading === 'chance' && drift.byChance !== null && (
        <span class="reading-note"> (up to {drift.byChance.toFixed(2)})</span>
      )}
    </span>
  )
}

const BAR_END = 0.5

function PsiBar({ drift }: { readonly drift: Drift }) {
  const width = Math.min(1, (drift.psi ?? 0) / BAR_END) * 100
  return (
    <svg class="psi-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="chart-ground" width="100" height="6" />
      <rect class={`psi-${drift.reading}`} width={width.toFixed(2)} height="6" />
      <line class="psi-band" x1="20" x2="20" y1="0" y2="6" />
      <line class="psi-band" x1="40" x2="40" y1="0" y2="6" />
    </svg>
  )
}
