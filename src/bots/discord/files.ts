import type { APIAttachment, APIMessage } from 'discord.js'
import type { SentFile } from './taken.js'

/** What holds files: a message with what is forwarded in it, or a list of them. */
type Holder = Pick<APIMessage, 'attachments' | 'message_snapshots'> | readonly APIAttachment[]

/** The files of a message, forwarded ones after its own. `home` is the message that can give their addresses again. */
export function filesOf(holder: Holder, home: SentFile['home']): readonly SentFile[] {
  return attachmentsIn(holder).map(({ id, url, size }) => ({ id, url, size, home }))
}

function attachmentsIn(holder: Holder): readonly APIAttachment[] {
  if (!('attachments' in holder)) return holder
  const forwarded = (holder.message_snapshots ?? []).flatMap(({ message }) => message.attachments)
  return [...holder.attachments, ...forwarded]
}
