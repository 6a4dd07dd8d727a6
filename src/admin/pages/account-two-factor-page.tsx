import { encode } from 'uqr'
import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { FormError } from './fields.js'
import { Page } from './layout.js'

export interface TwoFactorPageProps {
  readonly site: Site
  readonly user: SignedInUser
  /** What the app reads, with the secret in it; null after a wrong code, when it is not shown again. */
  readonly uri: string | null
  readonly problem: 'wrong_code' | null
}

/** Hands the secret to an authenticator app, and asks for a first code. */
export function TwoFactorPage({ site, user, uri, problem }: TwoFactorPageProps) {
  return (
    <Page
      site={site}
      title="Set up two-factor"
      user={user}
      current="account"
      width="reading"
      styles={['lists.css', 'people.css']}
    >
      <div class="page-head">
        <h1>Set up two-factor</h1>
      </div>
      <FormError
        text={
          problem === null
            ? null
            : 'This code is not right. Please try the next one that the app shows; if none works, check that the clock of your telephone is right, or start again.'
        }
      />
      <div class="card">
        {uri !== null && <Secret uri={uri} />}
        <form class="form" method="post" action="/dashboard/account/two-factor/confirm">
          <div class="field field-short">
            <label for="code">Code that the app shows</label>
            <input
              id="code"
              name="code"
              type="text"
              inputmode="numeric"
              autocomplete="one-time-code"
              maxlength={10}
              required
            />
          </div>
          <div class="actions">
            <button class="button button-primary" type="submit">
              Turn two-factor on
            </button>
            <a class="button button-quiet" href="/dashboard/account">
              {problem === null ? 'Not now' : 'Start again'}
            </a>
          </div>
          <p class="hint">Nothing is on before a first code was right. Backup codes come next.</p>
        </form>
      </div>
    </Page>
  )
}

function Secret({ uri }: { readonly uri: string }) {
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return (
    <>
      <p>
        Scan this with an authenticator app: Aegis, Google Authenticator, 1Password or another one. It is
        shown this once.
      </p>
      <QrCode text={uri} />
      <div class="field">
        <label for="secret">Or type this key into the app</label>
        <textarea id="secret" class="secret" rows={3} spellcheck={false} readonly>
          {secret.replace(/(.{4})(?=.)/g, '$1 ')}
        </textarea>
      </div>
    </>
  )
}

/** Dark on light in every colour scheme: cameras want it so. */
function QrCode({ text }: { readonly text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      width="232"
      height="232"
      role="img"
      aria-label="QR code with the key that stands below"
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  )
}
