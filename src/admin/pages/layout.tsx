import type { Child } from 'hono/jsx'
import type { SignedInUser } from '../auth.js'
import { mayReadRecord } from '../roles.js'
import type { Site } from '../web.js'
import { DashboardNavigation, type DashboardEntry } from './dashboard-navigation.js'
import { Mark } from './icons.js'
import { LanguageChoice } from './language-choice.js'

export interface PageProps {
  readonly site: Site
  readonly title: string
  readonly user: SignedInUser | null
  /** The entry of the navigation that this page is. */
  readonly current?: 'home' | 'upload' | 'sign-in' | 'account' | DashboardEntry
  /** `reading` for a text or a form alone. */
  readonly width?: 'reading' | 'page'
  /** Names of styles among the assets that this page needs besides. */
  readonly styles?: readonly string[]
  /** Names of scripts among the assets. */
  readonly script?: string | readonly string[]
  /** Whether the page says the disclaimer itself, so that the footer need not repeat it. */
  readonly disclaimed?: boolean
  readonly children: Child
}

/** Later files may lean on earlier ones. */
const STYLES = [
  'tokens.css',
  'base.css',
  'frame.css',
  'parts.css',
  'tables.css',
  'home.css',
  'pages.css',
] as const

/**
 * The frame of every page: head, skip link, navigation, main, footer with the disclaimer. Pages that are in English alone
 * belong to the dashboard, and have its navigation where somebody is signed in.
 */
export function Page(props: PageProps) {
  const { site, title, user, current, width = 'page', styles = [] } = props
  const { wording, web, asset } = site
  const scripts = typeof props.script === 'string' ? [props.script] : (props.script ?? [])
  const inDashboard = user !== null && site.picker === null
  return (
    <html lang={wording.language} dir={wording.direction}>
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · ${wording.product}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href={asset('mark.svg')} type="image/svg+xml" />
        {[...STYLES, ...styles].map((name) => (
          <link rel="stylesheet" href={asset(name)} />
        ))}
        {scripts.map((name) => (
          <script type="module" src={asset(name)} />
        ))}
      </head>
      <body class={inDashboard ? 'framed' : undefined}>
        <a class="skip" href="#main">
          {web.frame.skip}
        </a>
        {inDashboard ? (
          <DashboardNavigation site={site} user={user} current={current} />
        ) : (
          <Header site={site} user={user} current={current} />
        )}
        <main id="main" class={`main main-${width}`} tabindex={-1}>
          {inDashboard && site.demo && (
            <p class="demo-mark">Demonstration: the studies on this record are made up.</p>
          )}
          {props.children}
        </main>
        <footer class="footer">
          <p>{props.disclaimed ? wording.product : wording.disclaimer}</p>
          <LanguageChoice site={site} />
        </footer>
      </body>
    </html>
  )
}

function Header(props: Pick<PageProps, 'site' | 'user'> & { readonly current: PageProps['current'] }) {
  const { user, current } = props
  const { frame } = props.site.web
  return (
    <header class="header">
      <a class="brand" href="/">
        <Mark />
        <span>{props.site.wording.product}</span>
      </a>
      <nav class="nav" aria-label={frame.navigation}>
        <NavLink href="/upload" label={frame.readFilm} here={current === 'upload'} />
        {user && mayReadRecord(user.role) && (
          <NavLink href="/dashboard/studies" label={frame.studies} here={current === 'studies'} />
        )}
      </nav>
      {user ? (
        <form class="account" method="post" action="/sign-out">
          <a class="account-who" href="/dashboard/account">
            <span class="account-name">{user.name}</span>
            <span class="account-role">{frame.roles[user.role]}</span>
          </a>
          <button class="button button-quiet" type="submit">
            {frame.signOut}
          </button>
        </form>
      ) : (
        <div class="account">
          <a
            class="button button-quiet"
            href="/sign-in"
            aria-current={current === 'sign-in' ? 'page' : undefined}
          >
            {frame.signIn}
          </a>
        </div>
      )}
    </header>
  )
}

function NavLink(props: { readonly href: string; readonly label: string; readonly here: boolean }) {
  return (
    <a class="nav-link" href={props.href} aria-current={props.here ? 'page' : undefined}>
      {props.label}
    </a>
  )
}
