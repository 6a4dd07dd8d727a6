import { heatmapCaptionOf } from '../../core/recorded-answer.js'
import type { FilmAtHand } from '../review-desk.js'
import type { Site } from '../web.js'
import { Film } from './film.js'

/** The film large; its heatmap in its place while the box below is ticked. */
export function ReviewFilm(props: {
  readonly site: Site
  readonly film: FilmAtHand
  /** Whether the heatmap may be seen. */
  readonly isShown: boolean
}) {
  const { site, film, isShown } = props
  const { study, picture, heatmap } = film
  const href = `/dashboard/studies/${study.id}`
  const caption = isShown && heatmap.kind === 'picture' ? heatmapCaptionOf(study, site.wording) : null
  return (
    <figure class="review-film">
      {caption !== null && <input class="visually-hidden" type="checkbox" id="heatmap" />}
      <div class="review-plate">
        <Film
          picture={picture}
          href={`${href}/picture`}
          alt={`The film ${study.reference} as it was received`}
          words={site.web.result}
        />
      </div>
      {caption !== null && (
        <div class="review-heat">
          <Film picture={heatmap} href={`${href}/heatmap`} alt={caption} words={site.web.result} />
        </div>
      )}
      <figcaption class="review-caption">
        <span class="mono">{study.reference}</span>
        {picture.kind === 'picture' && picture.shown && (
          <a href={`${href}/picture`} target="_blank" rel="noopener">
            Full size <span class="visually-hidden">(in a new tab)</span>
          </a>
        )}
        {caption !== null && (
          <label class="button review-toggle" for="heatmap">
            Heatmap <kbd>H</kbd>
          </label>
        )}
      </figcaption>
    </figure>
  )
}
