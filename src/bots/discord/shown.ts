import type { RawFile } from 'discord.js'
import type { PictureWithCaption } from '../../core/answer.js'
import type { OutgoingFile } from '../reply-line.js'
import type { MessageBody } from './api.js'

/** Characters of a file's description, by Discord's documentation of attachments. */
const DESCRIPTION_LIMIT = 1024

interface Upload {
  readonly body: MessageBody
  readonly files: RawFile[]
}

/**
 * Pictures below an answer, each in an embed with its words. The list of attachments holds these alone, so that a
 * change that is carried out twice leaves them there once.
 */
export function shownPictures(pictures: readonly PictureWithCaption[]): Upload {
  const named = pictures.map((picture, index) => ({ ...picture, name: `heatmap-${index + 1}.jpg` }))
  return {
    body: {
      embeds: named.map(({ name, caption }) => ({
        description: caption,
        image: { url: `attachment://${name}` },
      })),
      attachments: named.map(({ caption }, index) => described(index, caption)),
    },
    files: named.map(({ name, bytes }) => ({ name, data: Buffer.from(bytes), contentType: 'image/jpeg' })),
  }
}

/** A file in a message of its own, with its words above it. */
export function sentFile({ name, mimeType, bytes, caption }: OutgoingFile): Upload {
  return {
    body: { content: caption, attachments: [described(0, caption)] },
    files: [{ name, data: Buffer.from(bytes), contentType: mimeType }],
  }
}

const described = (index: number, caption: string): { id: string; description: string } => ({
  id: String(index),
  description: caption.slice(0, DESCRIPTION_LIMIT),
})
