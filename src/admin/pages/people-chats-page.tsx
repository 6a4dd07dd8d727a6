import type { AdmittedPerson, AllowedPlace, ChatInvite } from '../../core/admission.js'
import type { Account } from '../accounts.js'
import type { SignedInUser } from '../auth.js'
import type { Site } from '../web.js'
import { Page } from './layout.js'
import { CHANNEL_NAMES } from './names.js'
import { ListTable, Cell, Notice, PeopleTabs, ShownOnce, Time } from './people-parts.js'

/** What the last form led to; a code may come from the address. */
export type ChatNotice =
  | { readonly kind: 'invite'; readonly invite: string; readonly uses: number; readonly expiresAt: Date }
  | { readonly kind: 'code'; readonly code: string }

export interface ChatPeopleProps {
  readonly site: Site
  readonly user: SignedInUser
  readonly access: 'invited' | 'open'
  readonly now: Date
  readonly invites: readonly ChatInvite[]
  readonly admitted: readonly AdmittedPerson[]
  readonly places: readonly AllowedPlace[]
  readonly accounts: readonly Account[]
  readonly notice: ChatNotice | null
}

const TOLD: Readonly<Record<string, readonly [good: boolean, text: string]>> = {
  invite_revoked: [true, 'The code is revoked. Who redeemed it before stays admitted.'],
  person_removed: [true, 'They are removed, and need another invite from now on.'],
  place_allowed: [true, 'Everybody there may send films now.'],
  place_known: [true, 'It was allowed already.'],
  place_removed: [true, 'It is allowed no longer. Who redeemed an invite stays admitted.'],
  unknown: [false, 'There is no such entry any more. Nothing was changed.'],
  uses_wrong: [false, 'The number of people must be a whole number from 1 to 10,000.'],
  days_wrong: [false, 'The number of days must be a whole number from 1 to 365.'],
  place_kind_wrong: [false, 'Please choose what is to be allowed.'],
  place_id_wrong: [
    false,
    'An id is a whole number; that of a Telegram group begins with a minus. Send /start to the bot there, or look it up in the app’s developer mode.',
  ],
}

/** Who may send films in the chats. People and places are known by pseudonym alone. */
export function ChatPeoplePage(props: ChatPeopleProps) {
  const { site, user, access, notice } = props
  return (
    <Page
      site={site}
      title="People in chats"
      user={user}
      current="people"
      styles={['lists.css', 'people.css']}
    >
      <div class="page-head">
        <h1>People</h1>
        <p class="hint">Who may sign in here, and who may send films in the chats. Times are UTC.</p>
      </div>
      <PeopleTabs current="chats" />
      <Told notice={notice} />
      {access === 'open' && (
        <Notice good={false}>
          Access is open: everybody may send films, invited or not. What is below matters once the setting
          ACCESS is “invited”.
        </Notice>
      )}
      <Codes {...props} />
      <People {...props} />
      <Places {...props} />
    </Page>
  )
}

function Told({ notice }: { readonly notice: ChatNotice | null }) {
  if (notice === null) return null
  if (notice.kind === 'invite') {
    const people = notice.uses === 1 ? 'one person' : `${notice.uses} people`
    return (
      <ShownOnce label="Invite code" secret={notice.invite}>
        Shown this once. Whoever sends <code>/join {notice.invite}</code> to the bot is admitted: {people},
        until <Time at={notice.expiresAt} />.
      </ShownOnce>
    )
  }
  const told = Object.hasOwn(TOLD, notice.code) ? TOLD[notice.code] : undefined
  return told === undefined ? null : <Notice good={told[0]}>{told[1]}</Notice>
}

function Codes({ invites, accounts, now }: ChatPeopleProps) {
  const nameOf = (id: string | null): string =>
    accounts.find((account) => account.id === id)?.name ?? 'The command line'
  return (
    <section class="stack" aria-labelledby="codes-title">
      <h2 id="codes-title">Invite codes</h2>
      <form class="filter-bar" method="post" action="/dashboard/people/chats/invites">
        <div class="field field-short">
          <label for="uses">People it admits</label>
          <input id="uses" name="uses" type="number" min={1} max={10_000} value="1" required />
        </div>
        <div class="field field-short">
          <label for="days">Days it works</label>
          <input id="days" name="days" type="number" min={1} max={365} value="7" required />
        </div>
        <div class="filter-actions">
          <button class="button button-primary" type="submit">
            Make a code
          </button>
        </div>
      </form>
      {invites.length === 0 ? (
        <p class="nothing">No code yet. Make one, and send it to the people who are to use the bot.</p>
      ) : (
        <ListTable caption="Invite codes" columns={['Made', 'By', 'Uses left', 'Works until', 'State', '']}>
          {invites.map((invite) => {
            const state = stateOf(invite, now)
            return (
              <tr role="row">
                <Cell name="Made">
                  <Time at={invite.createdAt} />
                </Cell>
                <Cell name="By">{nameOf(invite.createdBy)}</Cell>
                <Cell name="Uses left">
                  {invite.uses === null ? invite.usesLeft : `${invite.usesLeft} of ${invite.uses}`}
                </Cell>
                <Cell name="Works until">
                  <Time at={invite.expiresAt} />
                </Cell>
                <Cell name="State">
                  <span class={`chip${state === 'Works' ? ' chip-finding' : ''}`}>{state}</span>
                </Cell>
                <td role="cell" class="cell-action">
                  {state === 'Works' && (
                    <form
                      method="post"
                      action={`/dashboard/people/chats/invites/${encodeURIComponent(invite.id)}/revoke`}
                    >
                      <button
                        class="button"
                        type="submit"
                        aria-label={`Revoke the code made ${invite.createdAt.toISOString()}`}
                      >
                        Revoke
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            )
          })}
        </ListTable>
      )}
    </section>
  )
}

function stateOf(invite: ChatInvite, now: Date): 'Works' | 'Revoked' | 'Expired' | 'Used up' {
  if (invite.revokedAt !== null) return 'Revoked'
  if (invite.usesLeft === 0) return 'Used up'
  return invite.expiresAt <= now ? 'Expired' : 'Works'
}

function People({ admitted }: ChatPeopleProps) {
  return (
    <section class="stack" aria-labelledby="admitted-title">
      <h2 id="admitted-title">Admitted people</h2>
      {admitted.length === 0 ? (
        <p class="nothing">Nobody redeemed a code yet.</p>
      ) : (
        <ListTable caption="Admitted people" columns={['Person', 'Channel', 'Since', 'Last film', '']}>
          {admitted.map(({ channel, person, admittedAt, lastStudyAt }) => (
            <tr role="row">
              <Cell name="Person" mono>
                <a href={`/dashboard/studies?person=${encodeURIComponent(person)}`}>{person.slice(0, 8)}</a>
              </Cell>
              <Cell name="Channel">{CHANNEL_NAMES[channel]}</Cell>
              <Cell name="Since">
                {admittedAt === null ? <span class="soft">Erased</span> : <Time at={admittedAt} />}
              </Cell>
              <Cell name="Last film">
                {lastStudyAt === null ? <span class="soft">None</span> : <Time at={lastStudyAt} />}
              </Cell>
              <td role="cell" class="cell-action">
                <form method="post" action="/dashboard/people/chats/people/remove">
                  <input type="hidden" name="channel" value={channel} />
                  <input type="hidden" name="person" value={person} />
                  <button class="button" type="submit" aria-label={`Remove ${person.slice(0, 8)}`}>
                    Remove
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </ListTable>
      )}
    </section>
  )
}

function Places({ places }: ChatPeopleProps) {
  return (
    <section class="stack" aria-labelledby="places-title">
      <h2 id="places-title">Allowed chats and servers</h2>
      <p class="hint">
        Everybody in them may send films there. The platform’s id is kept as a pseudonym, so an entry cannot
        be read back: to take one away, give its id again, or choose it by the day it was allowed.
      </p>
      <form class="filter-bar" method="post" action="/dashboard/people/chats/places">
        <div class="field">
          <label for="where">What</label>
          <select id="where" name="where">
            <option value="telegram chat">Telegram group</option>
            <option value="discord chat">Discord channel</option>
            <option value="discord server">Discord server</option>
          </select>
        </div>
        <div class="field">
          <label for="place-id">The platform’s id</label>
          <input id="place-id" name="id" type="text" inputmode="numeric" maxlength={25} required />
        </div>
        <div class="filter-actions">
          <button class="button button-primary" type="submit" name="do" value="allow">
            Allow
          </button>
          <button class="button" type="submit" name="do" value="remove">
            Remove
          </button>
        </div>
      </form>
      {places.length > 0 && (
        <ListTable caption="Allowed chats and servers" columns={['Entry', 'What', 'Allowed', '']}>
          {places.map(({ channel, kind, place, allowedAt }) => (
            <tr role="row">
              <Cell name="Entry" mono>
                {place.slice(0, 8)}
              </Cell>
              <Cell name="What">{`${CHANNEL_NAMES[channel]} ${kind}`}</Cell>
              <Cell name="Allowed">
                <Time at={allowedAt} />
              </Cell>
              <td role="cell" class="cell-action">
                <form method="post" action="/dashboard/people/chats/places/remove">
                  <input type="hidden" name="channel" value={channel} />
                  <input type="hidden" name="kind" value={kind} />
                  <input type="hidden" name="place" value={place} />
                  <button class="button" type="submit" aria-label={`Remove ${place.slice(0, 8)}`}>
                    Remove
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </ListTable>
      )}
    </section>
  )
}
