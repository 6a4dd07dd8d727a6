import type { KeptPicture } from '../kept-picture.js'

const ABSENT: Readonly<Record<(KeptPicture & { kind: 'absent' })['reason'], string>> = {
  never_taken: 'No picture was taken in.',
  erased: 'The picture is no longer kept.',
  missing: 'The picture is no longer kept.',
  altered: 'The kept picture is not what was received, so it is not shown. Please tell your administrator.',
  not_a_picture: 'What was received is no picture of a kind that is read here, so it is not shown.',
}

/** The picture as received, on a dark ground as on a light box; a link where browsers cannot draw it; else words. */
export function Film(props: { readonly picture: KeptPicture; readonly href: string; readonly alt: string }) {
  const { picture, href } = props
  if (picture.kind === 'absent') return <div class="film film-empty">{ABSENT[picture.reason]}</div>
  if (!picture.shown) {
    return (
      <div class="film film-empty">
        <p>Browsers do not draw pictures of this kind.</p>
        <a class="button" href={href}>
          Download the picture
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
}

/** The film, and below it the heatmap where one is kept. */
export function Films({ picture, heatmap, href, alt, caption }: FilmsProps) {
  const isThere = heatmap.kind === 'picture' || heatmap.reason === 'altered'
  return (
    <div class="films">
      <Film picture={picture} href={`${href}/picture`} alt={alt} />
      {isThere && caption !== null && (
        <figure class="heatmap">
          <Film picture={heatmap} href={`${href}/heatmap`} alt="The heatmap over the film" />
          <figcaption>{caption}</figcaption>
        </figure>
      )}
    </div>
  )
}
