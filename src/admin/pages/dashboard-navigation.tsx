import type { Child } from 'hono/jsx'
import type { SignedInUser } from '../auth.js'
import { may, type Permission } from '../roles.js'
import type { Site } from '../web.js'
import {
  ChartIcon,
  ChecklistIcon,
  FilmsIcon,
  KeyIcon,
  LayersIcon,
  Mark,
  MenuIcon,
  PeopleIcon,
  PulseIcon,
  SealIcon,
  UploadIcon,
  UserIcon,
} from './icons.js'

/** The pages of the dashboard by the entry of the navigation that they belong to. */
export type DashboardEntry =
  'overview' | 'studies' | 'review' | 'models' | 'people' | 'audit' | 'health' | 'clients'

interface Entry {
  readonly name: DashboardEntry
  readonly href: string
  readonly label: string
  readonly icon: Child
  readonly permission: Permission
}

/** In groups: what is looked at every day first, what keeps the place running after it. */
const GROUPS: readonly { readonly title: string; readonly entries: readonly Entry[] }[] = [
  {
    title: 'Record',
    entries: [
      {
        name: 'overview',
        href: '/dashboard',
        label: 'Overview',
        icon: <ChartIcon />,
        permission: 'record.read',
      },
      {
        name: 'studies',
        href: '/dashboard/studies',
        label: 'Studies',
        icon: <FilmsIcon />,
        permission: 'record.read',
      },
      {
        name: 'review',
        href: '/dashboard/review',
        label: 'Review',
        icon: <ChecklistIcon />,
        permission: 'study.review',
      },
      {
        name: 'models',
        href: '/dashboard/models',
        label: 'Models',
        icon: <LayersIcon />,
        permission: 'record.read',
      },
    ],
  },
  {
    title: 'Administration',
    entries: [
      {
        name: 'people',
        href: '/dashboard/people',
        label: 'People',
        icon: <PeopleIcon />,
        permission: 'people.manage',
      },
      {
        name: 'audit',
        href: '/dashboard/audit',
        label: 'Audit',
        icon: <SealIcon />,
        permission: 'audit.read',
      },
      {
        name: 'health',
        href: '/dashboard/health',
        label: 'Health',
        icon: <PulseIcon />,
        permission: 'health.read',
      },
      {
        name: 'clients',
        href: '/dashboard/clients',
        label: 'Clients',
        icon: <KeyIcon />,
        permission: 'clients.manage',
      },
    ],
  },
]

/** At the side where there is room; behind a button of the top bar where there is not. Needs no script. */
export function DashboardNavigation(props: {
  readonly site: Site
  readonly user: SignedInUser
  readonly current: string | undefined
}) {
  const { site, user, current } = props
  return (
    <header class="side">
      <div class="side-top">
        <a class="brand" href="/">
          <Mark />
          <span>{site.wording.product}</span>
        </a>
        <button class="button button-quiet side-menu" type="button" popovertarget="side-panel">
          <MenuIcon /> Menu
        </button>
      </div>
      <div class="side-panel" id="side-panel" popover="auto">
        <nav class="side-nav" aria-label={site.web.frame.navigation}>
          <a class="button button-primary side-action" href="/upload">
            <UploadIcon size={18} /> {site.web.frame.readFilm}
          </a>
          {GROUPS.map((group) => (
            <Group title={group.title} entries={allowed(group.entries, user)} current={current} />
          ))}
        </nav>
        <div class="side-account">
          <a
            class="side-link side-who"
            href="/dashboard/account"
            aria-current={current === 'account' ? 'page' : undefined}
          >
            <UserIcon />
            <span>
              <span class="account-name">{user.name}</span>{' '}
              <span class="account-role">{site.web.frame.roles[user.role]}</span>
            </span>
          </a>
          <form method="post" action="/sign-out">
            <button class="button button-quiet button-block" type="submit">
              {site.web.frame.signOut}
            </button>
          </form>
        </div>
      </div>
    </header>
  )
}

function allowed(entries: readonly Entry[], user: SignedInUser): readonly Entry[] {
  return entries.filter(({ permission }) => may(user.role, permission))
}

function Group(props: {
  readonly title: string
  readonly entries: readonly Entry[]
  readonly current: string | undefined
}) {
  if (props.entries.length === 0) return null
  const id = `side-${props.title.toLowerCase()}`
  return (
    <div class="side-group">
      <p class="side-title" id={id}>
        {props.title}
      </p>
      <ul aria-labelledby={id}>
        {props.entries.map(({ name, href, label, icon }) => (
          <li>
            <a class="side-link" href={href} aria-current={props.current === name ? 'page' : undefined}>
              {icon}
              {label}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
