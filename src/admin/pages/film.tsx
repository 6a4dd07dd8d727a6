import type { KeptPicture } from '../kept-picture.js'

const ABSENT: Readonly<Record<(KeptPicture & { kind: 'absent' })['reason'], string>> = {
  never_taken: 'No picture was taken in.',
  erased: 'The picture is no longer kept.',
  missing: 'The picture is no longer kept.',
  altered: 'The kept picture is not what was received, so it is not shown. Please tell your administrator.',
  not_a_picture: 'What was received is no JPEG, PNG, WebP or TIFF picture, so it is not shown.',
}

/** The picture as received, on a dark ground as on a light box; a link where browsers cannot draw it; else words. */
export function Film(props: { readonly picture: KeptPicture; readonly href: string; readonly alt: string }) {
  const { picture, href } = props
  if (picture.kind === 'absent') return <div class="film film-empty">{ABSENT[picture.reason]}</div>
  if (!picture.shown) {
    return (
      <div class="film film-empty">
        <p>Browsers do not draw TIFF pictures.</p>
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
