import type { SignedInUser } from '../auth.js'
import { formatBytes } from '../format.js'
import type { Site } from '../web.js'
import { FormError } from './fields.js'
import { InfoIcon, UploadIcon } from './icons.js'
import { Page } from './layout.js'
import { READ_FORMATS } from './names.js'

export interface UploadPageProps {
  readonly site: Site
  readonly user: SignedInUser | null
  readonly maxBytes: number
  readonly problem: string | null
}

/**
 * The upload form. Without JavaScript it sends one picture; the script lets it take several, dropped or pasted too,
 * and shows how far each is.
 */
export function UploadPage(props: UploadPageProps) {
  const { site, maxBytes } = props
  return (
    <Page site={site} title="Read a film" user={props.user} current="upload" script="upload.js">
      <div class="upload">
        <h1>Read a film</h1>
        <p class="lead">One frontal chest radiograph (PA or AP). The answer takes a few seconds.</p>
        <FormError text={props.problem} />
        <form
          class="upload-form"
          method="post"
          action="/upload"
          enctype="multipart/form-data"
          data-upload
          data-max-bytes={String(maxBytes)}
          data-too-large={site.wording.refusals.too_large}
          data-failed={site.wording.refusals.download_failed}
          data-reading={site.wording.reading}
        >
          <div class="drop" data-drop>
            <UploadIcon />
            <label class="drop-title" for="picture">
              Choose a picture
            </label>
            <p class="drop-more" data-script-only hidden>
              or drop it here, or paste it. Several at once are fine.
            </p>
            <input
              class="drop-input"
              id="picture"
              name="picture"
              type="file"
              required
              accept="image/jpeg,image/png,image/webp,image/tiff,.tif,.tiff,image/bmp,.bmp,application/dicom,.dcm"
              aria-describedby="picture-hint"
            />
            <p class="hint" id="picture-hint">
              {READ_FORMATS}, up to {formatBytes(maxBytes)}
            </p>
          </div>
          <ul class="files" data-files aria-label="Pictures" hidden></ul>
          <p class="visually-hidden" role="status" data-status></p>
          <button class="button button-primary" type="submit" data-send>
            Read the film
          </button>
        </form>
        <p class="notice">
          <InfoIcon />
          <span>
            Please take names and dates of birth off first.
            {!site.gated() &&
              ' The model that runs here does not check that a picture is a chest film: it reads whatever you send as if it were one.'}
          </span>
        </p>
      </div>
    </Page>
  )
}
