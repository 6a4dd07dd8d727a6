import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, it } from 'vitest'
import type { TelegramBot } from '../../../src/bots/telegram/bot.js'
import { createTelegramBot } from '../../../src/bots/telegram/bot.js'
import { english } from '../../../src/core/wording/english.js'
import { photoMessage, textMessage } from '../../support/telegram-messages.js'
import { startTelegramServer } from '../../support/telegram-server.js'
import { createBehindDoor, createMemoryDisk } from '../support.js'
import {
  closeAfterTest,
  eventually,
  isAnswer,
  isEdit,
  openTelegramDoor,
  startProcess,
  refuseToTake,
} from './door.js'

const SECRET = 'a-webhook-secret-of-this-test_1'
const film = Buffer.from('film')

type PostChange = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }

/** A web server with the bot's webhook on it, and an address that Telegram's stand-in reaches. */
async function openWebhookDoor() {
  const telegram = await startTelegramServer()
  closeAfterTest(() => telegram.close())
  const disk = createMemoryDisk()
  let serving: TelegramBot | null = null
  const listener = getRequestListener(async (request) => {
    const { webhook } = serving ?? { webhook: null }
    const here = webhook !== null && new URL(request.url).pathname === webhook.path
    return here ? webhook.handle(request) : new Response(null, { status: 404 })
  })
  const web = createServer((request, response) => void listener(request, response))
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  closeAfterTest(async () => {
    web.closeAllConnections()
    web.close()
    await once(web, 'close')
  })
  const publicUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  const webhook = { secret: SECRET, publicUrl }
  async function startNext() {
    const process = startProcess(telegram, disk, { webhook })
    serving = process.bot
    await process.bot.start()
    return process
  }
  const process = await startNext()
  const address = `${publicUrl}${process.bot.webhook?.path ?? ''}`
  const post = ({ headers, ...change }: PostChange = {}) =>
    fetch(address, {
      method: 'POST',
      body: JSON.stringify({ update_id: 1 }),
      ...change,
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': SECRET,
        ...headers,
      },
    })
  return { ...process, address, post, startNext }
}

describe('Telegram, by a webhook', () => {
  it('tells Telegram where to send updates, with the secret, and takes what comes', async () => {
    const { telegram, address, bot } = await openWebhookDoor()
    const set = await telegram.waitForCall(({ method }) => method === 'setWebhook')
    expect(set.payload).toMatchObject({
      url: address,
      secret_token: SECRET,
      allowed_updates: ['message', 'callback_query', 'my_chat_member'],
      max_connections: 20,
    })
    expect(bot.status().state).toBe('running')
    telegram.sendUpdate({ message: photoMessage(telegram.putFile(film)) })
    await telegram.waitForSent(isAnswer)
    await eventually(() => telegram.unconfirmed()).toEqual([])
    expect(telegram.sent).toHaveLength(2)
  })

  it('has an address that tells neither secret nor token', async () => {
    const { address, telegram } = await openWebhookDoor()
    expect(new URL(address).pathname).toMatch(/^\/hooks\/[0-9a-f]{32}$/)
    for (const secret of [SECRET, telegram.token, '4242', 'telegram']) expect(address).not.toContain(secret)
  })

  it('leaves a webhook alone that is set already, also after a restart', async () => {
    const { telegram, bot, startNext } = await openWebhookDoor()
    await bot.stop()
    await startNext()
    expect(telegram.calls.filter(({ method }) => method === 'setWebhook')).toHaveLength(1)
    expect(telegram.calls.some(({ method }) => method === 'deleteWebhook')).toBe(false)
  })

  it('answers Telegram once the update is on disk, and does not wait for the film to be read', async () => {
    const { post, disk, telegram, kill } = await openWebhookDoor()
    telegram.meddle((method) => (method === 'sendMessage' ? { status: 502 } : null))
    const update = { update_id: 9, message: photoMessage(telegram.putFile(film)) }
    const response = await post({ body: JSON.stringify(update) })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(await disk.inbox.open('telegram')).toMatchObject([{ id: 'update:9' }])
    await kill()
  })

  it('handles an update once, however often it comes', async () => {
    const { post, telegram, reader, startNext, bot } = await openWebhookDoor()
    const body = JSON.stringify({ update_id: 9, message: photoMessage(telegram.putFile(film)) })
    const statuses = await Promise.all([post({ body }), post({ body }), post({ body })])
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200])
    await telegram.waitForSent(isAnswer)
    await bot.stop()
    const next = await startNext()
    expect((await post({ body })).status).toBe(200)
    await next.bot.stop()
    expect([reader.seen.length, next.reader.seen.length]).toEqual([1, 0])
    expect(telegram.sent).toHaveLength(2)
  })

  it('gathers an album whose parts come at the same time', async () => {
    const { telegram } = await openWebhookDoor()
    for (const name of ['a', 'b', 'c'])
      telegram.sendUpdate({ message: photoMessage(telegram.putFile(Buffer.from(name)), { album: '1' }) })
    const answer = await telegram.waitForSent(isEdit)
    expect(answer.text).toContain('3/3 · PNEUMONIA')
  })

  it('answers 503 when the disk refuses, and takes the update when Telegram sends it again', async () => {
    const { telegram, disk, log } = await openWebhookDoor()
    refuseToTake(disk, 2)
    telegram.sendUpdate({ message: textMessage('/help') })
    await telegram.waitForSent(({ text }) => text?.includes(english.help) === true)
    await eventually(() => telegram.unconfirmed()).toEqual([])
    expect(log.lines.join()).toContain('update.not_taken')
    expect(telegram.sent).toHaveLength(1)
  })

  it.each([
    ['another secret', 401, { headers: { 'x-telegram-bot-api-secret-token': `${SECRET}x` } }],
    ['no secret', 401, { headers: { 'x-telegram-bot-api-secret-token': '' } }],
    ['another method', 405, { method: 'PUT' }],
    ['a form', 415, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['something that only begins like JSON', 415, { headers: { 'content-type': 'application/jsonp' } }],
    ['half an update', 400, { body: '{"update_id":' }],
    ['no update', 400, { body: '"hello"' }],
    ['an update without an id', 400, { body: '{"message":{}}' }],
    ['an id that is no number', 400, { body: '{"update_id":"5001"}' }],
    ['a body of more than a megabyte', 413, { body: `{"update_id":1,"x":"${'x'.repeat(1024 * 1024)}"}` }],
  ])('refuses %s with %i', async (_, status, request) => {
    const { post, disk } = await openWebhookDoor()
    expect((await post(request)).status).toBe(status)
    expect(await disk.inbox.open('telegram')).toEqual([])
  })

  it('stops reading a body that does not say how long it is and does not end', async () => {
    const { post } = await openWebhookDoor()
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        sent += 1
        if (sent > 64) controller.close()
        else controller.enqueue(Buffer.alloc(64 * 1024, 'x'))
      },
    })
    expect((await post({ body, ...{ duplex: 'half' } })).status).toBe(413)
  })

  it('takes nothing before it runs and after it was stopped, so that Telegram keeps it', async () => {
    const { post, bot } = await openWebhookDoor()
    await bot.stop()
    expect((await post()).status).toBe(503)
    const telegram = await startTelegramServer()
    closeAfterTest(() => telegram.close())
    const webhook = { secret: SECRET, publicUrl: 'https://example.org' }
    const other = createTelegramBot({
      ...createBehindDoor(),
      token: telegram.token,
      apiRoot: telegram.url,
      webhook,
    })
    const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET }
    const request = new Request('https://example.org', { method: 'POST', headers, body: '{"update_id":1}' })
    expect((await other.webhook?.handle(request))?.status).toBe(503)
  })

  it('says by a code that Telegram did not reach it, and not where it is', async () => {
    const { telegram, bot, startNext, address } = await openWebhookDoor()
    await bot.stop()
    telegram.sendUpdate({ message: textMessage('/help') })
    await eventually(async () => {
      const info = await fetch(`${telegram.url}/bot${telegram.token}/getWebhookInfo`)
      return JSON.stringify(await info.json())
    }).toContain('last_error_date')
    const next = await startNext()
    const written = next.log.lines.join('\n')
    expect(written).toContain('webhook.not_reached')
    expect(written).not.toContain(new URL(address).pathname)
    await telegram.waitForSent(({ text }) => text?.includes(english.help) === true)
  })

  it('keeps trying while Telegram does not accept the address, and says so by a code', async () => {
    const { telegram, bot, startNext } = await openWebhookDoor()
    await bot.stop()
    telegram.failNext('getWebhookInfo', { status: 400, times: 2 })
    const next = await startNext()
    await eventually(() => next.bot.status().state).toBe('running')
    expect(next.log.lines.join()).toContain('"code":"telegram_400"')
  })

  it.each(['short', 'has spaces in it, which no header takes', 'ü'.repeat(20), 'x'.repeat(257)])(
    'does not start with a secret that Telegram would not take or that anybody could guess: %j',
    (secret) => {
      const options = { ...createBehindDoor(), token: '1:a', apiRoot: 'http://127.0.0.1:9' }
      const webhook = { secret, publicUrl: 'https://example.org' }
      expect(() => createTelegramBot({ ...options, webhook })).toThrow(/webhook secret/)
    },
  )
})

describe('Telegram, by polling', () => {
  it('leaves webhooks alone where none is set', async () => {
    const { telegram } = await openTelegramDoor()
    expect(telegram.calls.map(({ method }) => method)).toContain('getWebhookInfo')
    expect(telegram.calls.map(({ method }) => method)).not.toContain('deleteWebhook')
  })

  it('turns a webhook off that an earlier set-up left, and loses nothing that waits', async () => {
    const { telegram, bot, disk } = await openWebhookDoor()
    await bot.stop()
    telegram.sendUpdate({ message: textMessage('/help') })
    const polling = startProcess(telegram, disk)
    await polling.bot.start()
    await telegram.waitForSent(({ text }) => text?.includes(english.help) === true)
    const deleted = telegram.calls.filter(({ method }) => method === 'deleteWebhook')
    expect(deleted.map(({ payload }) => payload)).toEqual([{ drop_pending_updates: false }])
    expect(polling.bot.webhook).toBeNull()
  })
})
