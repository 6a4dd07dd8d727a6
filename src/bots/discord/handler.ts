import type { APIInteraction, GatewayMessageCreateDispatchData } from 'discord.js'
import type { InboxEntry } from '../../core/inbox.js'
import type { Conversation } from '../conversation.js'
import type { Heard } from '../incoming.js'
import type { Intake } from '../intake.js'
import { createOnce } from '../once.js'
import type { RunningWork } from '../running-work.js'
import { untilAborted } from '../until-aborted.js'
import type { Fetching } from './attachment.js'
import { incomingOf } from './attachment.js'
import { API_CODES, discordApiCode, discordErrorCode, twice } from './error-code.js'
import { takenOfInteraction } from './interaction-event.js'
import { createInteractionLine } from './interaction-line.js'
import type { Self } from './message-event.js'
import { takenOfMessage } from './message-event.js'
import type { DiscordLine, LineParts } from './message-line.js'
import { createMessageLine } from './message-line.js'
import type { InteractionPlace, Taken } from './taken.js'
import { readTaken } from './taken.js'

export interface HandlerParts extends Fetching {
  readonly conversation: Conversation
  readonly intake: Intake
  readonly work: RunningWork
}

/** Takes events. Every method but `reopen` returns at once. */
export interface DiscordHandler {
  interaction(event: APIInteraction, me: string): void
  message(event: GatewayMessageCreateDispatchData, self: Self): void
  /** Goes on with what an earlier process left. Never rejects. Called once. */
  reopen(): Promise<void>
}

export function createHandler(parts: HandlerParts): DiscordHandler {
  const { conversation, intake, work, api, log, signal } = parts
  // A resumed connection replays events. The inbox would know them too, but only after they were deferred a second time.
  const isFirstSight = createOnce()

  async function handle(
    { payload, progress }: Pick<InboxEntry, 'payload' | 'progress'>,
    note: LineParts['note'],
  ): Promise<Heard> {
    const taken = readTaken(payload)
    if (taken === null) {
      log.error('inbox.unreadable', { channel: 'discord' })
      return 'done'
    }
    const line = lineOf(taken, { api, log, standing: progress, note })
    const heard = await untilAborted(hear(taken, line), signal)
    return line.wasCutOff() ? 'interrupted' : heard
  }

  async function hear(taken: Taken, line: DiscordLine): Promise<Heard> {
    return conversation.hear(taken.speaker, await incomingOf(taken, parts), line)
  }

  async function take(id: string, taken: Taken): Promise<void> {
    const payload = JSON.stringify(taken)
    try {
      await intake.take(id, payload, handle)
    } catch (error) {
      // Discord sends no event twice on request, so the only chance to answer is now; the answer may say what broke.
      log.error('inbox.not_taken', { channel: 'discord', code: discordErrorCode(error) })
      await handle({ payload, progress: null }, () => Promise.resolve())
    }
  }

  /** Discord wants a first response within 3 s, so this comes before anything that may take time. */
  async function deferred(place: InteractionPlace): Promise<boolean> {
    try {
      await twice(() => api.defer(place))
      return true
    } catch (error) {
      if (discordApiCode(error) === API_CODES.alreadyAcknowledged) return true
      log.warn('reply.not_deferred', { channel: 'discord', code: discordErrorCode(error) })
      return false
    }
  }

  return {
    interaction(event, me) {
      if (!isFirstSight(event.id)) return
      const taken = takenOfInteraction(event, me)
      if (taken === null) return
      work.start(async () => {
        if (await deferred(taken.place)) await take(`i:${event.id}`, taken)
      })
    },
    message(event, self) {
      if (!isFirstSight(event.id)) return
      const taken = takenOfMessage(event, self)
      if (taken !== null) work.start(() => take(`m:${event.id}`, taken))
    },
    async reopen() {
      try {
        const count = await intake.reopen(handle)
        if (count > 0) log.info('inbox.reopened', { channel: 'discord', count })
      } catch (error) {
        log.error('inbox.not_reopened', { channel: 'discord', code: discordErrorCode(error) })
      }
    },
  }
}

function lineOf({ place }: Taken, parts: LineParts): DiscordLine {
  return place.kind === 'message' ? createMessageLine(place, parts) : createInteractionLine(place, parts)
}
