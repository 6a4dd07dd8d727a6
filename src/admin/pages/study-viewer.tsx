import type { KeptPicture } from '../kept-picture.js'
import type { Site } from '../web.js'
import { Film } from './film.js'
import { FitIcon, InvertIcon, MinusIcon, PlusIcon } from './icons.js'

export interface StudyViewerProps {
  readonly site: Site
  readonly picture: KeptPicture
  readonly heatmap: KeptPicture
  /** Of the study's own page: its picture and its heatmap lie below it. */
  readonly href: string
  readonly reference: string
  /** What the heatmap shows; null where there is no reading. */
  readonly caption: string | null
}

/**
 * The film with its heatmap. The script lays one over the other with a slider, and lets both be moved and enlarged; without
 * it they stand one below the other.
 */
export function StudyViewer({ site, picture, heatmap, href, reference, caption }: StudyViewerProps) {
  const words = site.web.result
  const filmIsDrawn = picture.kind === 'picture' && picture.shown
  const heatmapIsDrawn = heatmap.kind === 'picture' && heatmap.shown && caption !== null
  const alt = `The film of ${reference} as it was received`
  if (!filmIsDrawn && !heatmapIsDrawn) {
    return <Film picture={picture} href={`${href}/picture`} alt={alt} words={words} />
  }
  return (
    <figure class="viewer" data-viewer>
      <div class="viewer-stage" data-stage>
        <div class="viewer-pictures" data-pictures>
          {filmIsDrawn && <img class="viewer-film" src={`${href}/picture`} alt={alt} data-film />}
          {heatmapIsDrawn && (
            <img class="viewer-heatmap" src={`${href}/heatmap`} alt={words.heatmapAlt} data-heatmap />
          )}
        </div>
      </div>
      <div class="viewer-tools" data-tools hidden>
        {filmIsDrawn && heatmapIsDrawn && (
          <label class="viewer-blend">
            <span>Film</span>
            <input
              type="range"
              min="0"
              max="100"
              value="55"
              step="5"
              aria-label="How much of the heatmap is shown"
              data-blend
            />
            <span>Heatmap</span>
          </label>
        )}
        <div class="viewer-buttons">
          <button class="button tool" type="button" data-zoom="out" aria-label="Smaller" title="Smaller (−)">
            <MinusIcon />
          </button>
          <output class="viewer-zoom" data-zoom-value aria-live="off">
            100 %
          </output>
          <button class="button tool" type="button" data-zoom="in" aria-label="Larger" title="Larger (+)">
            <PlusIcon />
          </button>
          <button
            class="button tool"
            type="button"
            data-zoom="fit"
            aria-label="Whole picture"
            title="Whole picture (0)"
          >
            <FitIcon />
          </button>
          {filmIsDrawn && (
            <button
              class="button tool"
              type="button"
              aria-pressed="false"
              data-invert
              aria-label="Swap black and white"
              title="Swap black and white"
            >
              <InvertIcon />
            </button>
          )}
        </div>
      </div>
      <figcaption class="viewer-caption">
        {heatmapIsDrawn && <p>{caption}</p>}
        {heatmap.kind === 'absent' && heatmap.reason === 'altered' && <p>{words.absent.altered}</p>}
        {picture.kind === 'absent' && <p>{words.absent[picture.reason]}</p>}
        {picture.kind === 'picture' && (
          <p>
            {!picture.shown && `${words.notDrawn} `}
            <a href={`${href}/picture?download`} download>
              {words.download}
            </a>
          </p>
        )}
        <p class="hint" data-viewer-hint hidden>
          Wheel or pinch enlarges, dragging moves. With the picture in focus: + − 0 and the arrow keys.
        </p>
      </figcaption>
    </figure>
  )
}
