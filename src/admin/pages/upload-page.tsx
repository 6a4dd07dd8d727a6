import { FIGURES } from '../../core/wording/figures.js'
import type { UploadWording } from '../../core/wording/web-wording.js'
import type { SignedInUser } from '../auth.js'
import { formatBytes } from '../format.js'
import type { Site } from '../web.js'
import { FormError } from './fields.js'
import { InfoIcon, UploadIcon } from './icons.js'
import { Page } from './layout.js'

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
  const { upload } = site.web
  const { wording } = site
  return (
    <Page site={site} title={upload.title} user={props.user} current="upload" script="upload.js">
      <div class="upload">
        <h1>{upload.title}</h1>
        <p class="lead">{upload.lead}</p>
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
          data-words={JSON.stringify(scriptWords(upload))}
        >
          <div class="drop" data-drop>
            <UploadIcon />
            <label class="drop-title" for="picture">
              {upload.choose}
            </label>
            <p class="drop-more" data-script-only hidden>
              {upload.dropOrPaste}
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
              {upload.formats(formatBytes(maxBytes, wording.language))}
            </p>
          </div>
          <ul class="files" data-files aria-label={upload.pictures} hidden></ul>
          <p class="visually-hidden" role="status" data-status></p>
          <button class="button button-primary" type="submit" data-send>
            {FIGURES[wording.language].count(1, upload.send)}
          </button>
        </form>
        <p class="notice">
          <InfoIcon />
          <span>
            {upload.namesOff}
            {!site.gated() && ` ${upload.ungated}`}
          </span>
        </p>
      </div>
    </Page>
  )
}

/** What the script says in the rows of the list. */
function scriptWords({ send, pasted, remove, removeFile, progressOf, openAnswerFor, open }: UploadWording) {
  return { send, pasted, remove, removeFile, progressOf, openAnswerFor, open }
}
