import { afterEach, describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/outcome.js'
import { refused } from '../../../src/core/outcome.js'
import { english } from '../../../src/core/wording/english.js'
import { WORDINGS } from '../../../src/core/wording/languages.js'
import type { Command } from '../../../src/core/wording/wording.js'
import type { Button, Buttons } from '../../../src/bots/reply-line.js'
import { PNEUMONIA_FINDING } from '../../support/scripted-reader.js'
import type { DoorOptions, createBehindDoor } from '../support.js'
import { createMemoryDisk, createPromise } from '../support.js'

/** Who sends something, and where. */
export interface From {
  /** Digits, as platforms' ids are; somebody with a private chat unless said otherwise. */
  readonly person?: string
  /** In a chat that others read. `addressed` is whether the message speaks to the bot. */
  readonly group?: { readonly addressed: boolean }
  /** The language of the person's app. */
  readonly locale?: string
}

/** One message of the bot as it stands on the platform. */
export interface SaidMessage {
  /** Its text, and what it said before, oldest first. */
  readonly versions: readonly string[]
  readonly buttons: Buttons
}

/** A platform's own stand-in server with the real adapter connected to it. */
export interface PlatformHarness {
  /** Starts the bot. After `kill` it is a restart, on the disk that is given. */
  start(options: DoorOptions): Promise<ReturnType<typeof createBehindDoor>>
  /** The process is gone: nothing of it reaches the platform any more, and what waits in it waits for ever. */
  kill(): Promise<void>
  /** One message with one picture or several. Gives what `repeat` takes. */
  sendPictures(films: readonly Uint8Array[], from?: From & { readonly note?: string }): Promise<string>
  sendWords(text: string, from?: From): Promise<string>
  sendCommand(command: Command, argument?: string, from?: From): Promise<string>
  /** Delivers a message of before again, as platforms do when they are not sure that it arrived. */
  repeat(message: string): Promise<void>
  /** Presses the button with this data, wherever it stands. */
  press(data: string, from?: From): Promise<void>
  /** How many presses the platform was told about that they arrived. */
  acknowledged(): number
  /** The bot's messages in words, in the order in which they appeared. */
  said(): readonly SaidMessage[]
  /** Pictures that the bot showed. */
  shown(): number
  /** Names of the files that the bot sent. */
  files(): readonly string[]
  close(): Promise<void>
}

const film = Buffer.from('film')
const last = (message: SaidMessage | undefined): string => message?.versions.at(-1) ?? ''

function buttonIn({ buttons }: SaidMessage, text: string): Button {
  const found = buttons.flat().find((button) => button.text.includes(text))
  if (!found) throw new Error(`no button ${text}`)
  return found
}

/** What a chat platform does, whichever it is. */
export function describeChatPlatform(name: string, open: () => Promise<PlatformHarness>): void {
  const opened: PlatformHarness[] = []

  afterEach(async () => {
    for (const platform of opened.splice(0)) await platform.close()
  })

  async function opening(options: DoorOptions = {}) {
    const platform = await open()
    opened.push(platform)
    const behind = await platform.start(options)
    const texts = (): string[] => platform.said().map(last)
    const answered = (count = 1): Promise<void> =>
      expect.poll(() => texts().filter((text) => text !== '' && text !== english.reading).length).toBe(count)
    const message = (index = 0): SaidMessage => {
      const found = platform.said()[index]
      if (!found) throw new Error(`the bot said nothing number ${index + 1}`)
      return found
    }
    return { platform, behind, texts, answered, message }
  }

  describe(`pictures on ${name}`, () => {
    it('show a sign of life before anything is read, which becomes the answer', async () => {
      const reading = createPromise<Outcome>()
      const { platform, behind, texts, answered, message } = await opening({ answer: () => reading.promise })
      await platform.sendPictures([film])
      await expect.poll(texts).toEqual([english.reading])
      await expect.poll(() => behind.reader.seen.length).toBe(1)
      reading.resolve(PNEUMONIA_FINDING)
      await answered()
      expect(platform.said()).toHaveLength(1)
      expect(message().versions).toEqual([english.reading, expect.stringMatching(/^PNEUMONIA\n/)])
      expect(texts()[0]).toContain(english.disclaimer)
      await expect.poll(() => platform.shown()).toBe(1)
      await expect.poll(async () => (await behind.recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
    })

    it('get one combined answer where there are several, in their order', async () => {
      const { platform, texts, answered, behind } = await opening({
        answer: (bytes) => (bytes[0] === 2 ? refused('lateral_view') : PNEUMONIA_FINDING),
      })
      await platform.sendPictures([Buffer.from([1]), Buffer.from([2]), Buffer.from([3])])
      await answered()
      const [text = ''] = texts()
      const order = ['1/3 · PNEUMONIA', `2/3 · ${english.refusals.lateral_view}`, '3/3 · PNEUMONIA']
      const places = order.map((start) => text.indexOf(start))
      expect(places.every((place) => place >= 0)).toBe(true)
      expect(places).toEqual([...places].sort((a, b) => a - b))
      expect(text.split(english.disclaimer)).toHaveLength(2)
      expect(await behind.recorded()).toHaveLength(3)
    })

    it('are answered in the order in which they were sent', async () => {
      const { platform, texts, answered } = await opening({
        answer: (bytes) => (bytes[0] === 2 ? refused('lateral_view') : PNEUMONIA_FINDING),
      })
      for (const byte of [1, 2, 3]) await platform.sendPictures([Buffer.from([byte])])
      await answered(3)
      expect(texts().map((text) => text.split('\n')[0])).toEqual([
        'PNEUMONIA',
        english.refusals.lateral_view,
        'PNEUMONIA',
      ])
    })

    it('that cannot be read get the reason and nothing to agree with', async () => {
      const { platform, texts, answered, message } = await opening({ answer: () => refused('too_small') })
      await platform.sendPictures([film])
      await answered()
      expect(texts()[0]).toContain(english.refusals.too_small)
      expect(message().buttons.flat()).toEqual([])
      expect(platform.shown()).toBe(0)
    })

    it('keep what was written with them as their note, and out of the log', async () => {
      const { platform, answered, behind } = await opening()
      await platform.sendPictures([film], { note: 'fever since Monday' })
      await answered()
      expect((await behind.recorded())[0]?.note).toContain('fever since Monday')
      expect(behind.log.lines.join()).not.toContain('fever')
    })

    it('in a group are looked at only where the bot is spoken to', async () => {
      const { platform, answered, behind } = await opening()
      await platform.sendPictures([film], { group: { addressed: false } })
      await platform.sendPictures([film], { group: { addressed: true } })
      await answered()
      expect(platform.said()).toHaveLength(1)
      expect(behind.reader.seen).toHaveLength(1)
    })

    it('are answered once where the platform delivers them twice', async () => {
      const { platform, answered, behind } = await opening()
      const message = await platform.sendPictures([film])
      await platform.repeat(message)
      await answered()
      await platform.repeat(message)
      // A message after it shows that the repeated one was passed by.
      await platform.sendWords('thanks')
      await answered(2)
      expect(behind.reader.seen).toHaveLength(1)
      expect(platform.said()).toHaveLength(2)
    })
  })

  describe(`words on ${name}`, () => {
    it('without a picture are told what to send', async () => {
      const { platform, texts, answered } = await opening()
      await platform.sendWords('is this bad?')
      await answered()
      expect(texts()).toEqual([english.askForPicture])
    })

    it('that are commands are answered, in the language of the app', async () => {
      const { platform, texts, answered } = await opening()
      await platform.sendCommand('privacy')
      await answered()
      await platform.sendCommand('help', undefined, { person: '78', locale: 'es-ES' })
      await answered(2)
      expect(texts()[0]).toBe(english.privacy(30))
      expect(texts()[1]).toContain(WORDINGS.es.help)
    })

    it('that choose a language are kept to from then on', async () => {
      const { platform, texts, answered, message } = await opening()
      await platform.sendCommand('language')
      await answered()
      await platform.press(buttonIn(message(), WORDINGS.de.languageName).data)
      await expect.poll(texts).toEqual([WORDINGS.de.languageChosen])
      await platform.sendWords('und nun?')
      await answered(2)
      expect(texts()[1]).toBe(WORDINGS.de.askForPicture)
    })
  })

  describe(`strangers on ${name}`, () => {
    it('read one sentence, whatever they send, and are on the record', async () => {
      const { platform, texts, answered, behind } = await opening({ open: false })
      await platform.sendPictures([film, film])
      await answered()
      expect(texts()).toEqual([english.refusals.not_allowed])
      expect(behind.reader.seen).toHaveLength(0)
      expect(await behind.recorded()).toEqual([])
      expect(behind.audit.entries.map(({ kind }) => kind)).toEqual(['sender.refused'])
    })

    it('come in with a code', async () => {
      const { platform, texts, answered, behind } = await opening({ open: false })
      const code = await behind.admission.issue({ uses: 1, expiresAt: new Date(Date.now() + 60_000) })
      await platform.sendCommand('join', code)
      await answered()
      expect(texts()).toEqual([english.joined])
      await platform.sendPictures([film])
      await answered(2)
      expect(texts()[1]).toMatch(/^PNEUMONIA\n/)
    })
  })

  describe(`buttons on ${name}`, () => {
    it('take a review, which can be changed', async () => {
      const { platform, answered, behind, message } = await opening()
      await platform.sendPictures([film])
      await answered()
      const [study] = await behind.recorded()
      const verdicts = async () => (await behind.reviews.of(study?.id ?? '')).map(({ verdict }) => verdict)

      await platform.press(buttonIn(message(), english.agree).data)
      await expect.poll(verdicts).toEqual(['PNEUMONIA'])
      await expect.poll(() => buttonIn(message(), english.changeReview).text).toContain('PNEUMONIA')
      await platform.press(buttonIn(message(), english.changeReview).data)
      await expect.poll(() => message().buttons.flat().length).toBe(4)
      await platform.press(buttonIn(message(), english.verdicts.NORMAL).data)
      await expect.poll(verdicts).toEqual(['NORMAL'])
      await expect.poll(() => platform.acknowledged()).toBe(3)
      expect(platform.said()).toHaveLength(1)
      expect(last(message())).toMatch(/^PNEUMONIA\n/)
    })

    it('bring the report as a file', async () => {
      const { platform, answered, behind, message } = await opening()
      await platform.sendPictures([film])
      await answered()
      await platform.press(buttonIn(message(), english.askReport).data)
      const [study] = await behind.recorded()
      await expect.poll(() => platform.files()).toEqual([`chestcheck-${study?.reference ?? ''}.pdf`])
      expect(platform.acknowledged()).toBe(1)
    })

    it('erase for the one who asked, and for nobody else', async () => {
      const { platform, texts, answered, behind, message } = await opening()
      await platform.sendPictures([film])
      await answered()
      await platform.sendCommand('delete')
      await answered(2)
      const { data } = buttonIn(message(1), english.confirmDelete)
      await platform.press(data, { person: '78' })
      await expect.poll(() => platform.acknowledged()).toBe(1)
      expect((await behind.recorded())[0]?.pictureErasedAt).toBeNull()
      await platform.press(data)
      await expect.poll(() => texts()[1]).toBe(english.deleted(1, 1))
      expect((await behind.recorded())[0]?.pictureErasedAt).toBeInstanceOf(Date)
    })
  })

  describe(`a killed process on ${name}`, () => {
    it('that was reading is followed by one that answers in the same message', async () => {
      const disk = createMemoryDisk()
      const hanging = createPromise<Outcome>()
      const { platform, behind, texts, answered } = await opening({ disk, answer: () => hanging.promise })
      await platform.sendPictures([film])
      await expect.poll(() => behind.reader.seen.length).toBe(1)
      await expect.poll(texts).toEqual([english.reading])
      await platform.kill()
      await platform.start({ disk })
      await answered()
      expect(texts()).toEqual([expect.stringMatching(/^PNEUMONIA\n/)])
      expect(await behind.recorded()).toHaveLength(1)
      await expect.poll(async () => (await behind.recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
      await expect.poll(async () => (await openMessages(disk)).length).toBe(0)
    })

    it('that had answered and not noted it repeats nothing', async () => {
      const disk = createMemoryDisk()
      const studies = { ...disk.studies, deliver: () => new Promise<void>(() => undefined) }
      const first = await opening({ disk: { ...disk, studies } })
      await first.platform.sendPictures([film])
      await first.answered()
      await first.platform.kill()
      const second = await first.platform.start({ disk })
      await expect.poll(async () => (await second.recorded())[0]?.deliveredAt).toBeInstanceOf(Date)
      await expect.poll(async () => (await openMessages(disk)).length).toBe(0)
      expect(first.platform.said()).toHaveLength(1)
      expect(second.reader.seen).toHaveLength(0)
    })
  })
}

async function openMessages({ inbox }: ReturnType<typeof createMemoryDisk>) {
  return [...(await inbox.open('telegram')), ...(await inbox.open('discord'))]
}
