import type { ResultWording } from '../../core/wording/web-wording.js'
import type { KeptPicture } from '../kept-picture.js'

/** The picture as received, on a dark ground as on a light box; a link where browsers cannot draw it; else words. */
export function Film(props: {
  readonly picture: KeptPicture
  readonly href: string
  readonly alt: string
  readonly words: ResultWording
}) {
  const { picture, href, words } = props
  if (picture.kind === 'absent') return <div class="film film-empty">{words.absent[picture.reason]}</div>
  if (!picture.shown) {
    return (
      <div class="film film-empty">
        <p>{words.notDrawn}</p>
        <a class="button" href={href}>
          {words.download}
        </a>
      </div>
    )
  }
  return (
    <div class="film">
      <img src={href} alt={props.alt} />
    </div>
  )
}

export interface FilmsProps {
  readonly picture: KeptPicture
  readonly heatmap: KeptPicture
  /** Of the study's own page: its picture and its heatmap lie below it. */
  readonly href: string
  readonly alt: string
  /** What the heatmap shows; null where there is no reading. */
  readonly caption: string | null
  readonly words: ResultWording
}

/** The film, and below it the heatmap where one is kept. */
export function Films({ picture, heatmap, href, alt, caption, words }: FilmsProps) {
  const isThere = heatmap.kind === 'picture' || heatmap.reason === 'altered'
  return (
    <div class="films">
      <Film picture={picture} href={`${href}/picture`} alt={alt} words={words} />
      {isThere && caption !== null && (
        <figure class="heatmap">
          <Film picture={heatmap} href={`${href}/heatmap`} alt={words.heatmapAlt} words={words} />
          <figcaption>{caption}</figcaption>
        </figure>
      )}
    </div>
  )
}
