import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { Page } from './layout.js'
import { Notice } from './people-parts.js'

export interface BackupCodesProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly codes: readonly string[]
  /** Whether these replace others. */
  readonly renewed: boolean
}

/** The backup codes, the only time that they are shown. */
export function BackupCodesPage({ site, user, codes, renewed }: BackupCodesProps) {
  return (
    <Page
      site={site}
      title="Backup codes"
      user={user}
      current="account"
      width="reading"
      styles={['lists.css', 'people.css']}
    >
      <div class="page-head">
        <h1>Backup codes</h1>
      </div>
      <Notice good>
        {renewed
          ? 'These are your new backup codes. Those from before do not work any more.'
          : 'Two-factor is on. Every other session of yours ended.'}
      </Notice>
      <div class="card">
        <p>
          Each of these works once, in place of a code from the app: for the day when the telephone is lost.
          Print them or keep them with your passwords. <strong>They are shown this once.</strong>
        </p>
        <ul class="codes">
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <p class="actions">
          <a class="button button-primary" href="/dashboard/account">
            I kept them
          </a>
        </p>
      </div>
    </Page>
  )
}
