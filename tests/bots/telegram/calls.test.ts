import { TelegramError } from 'telegraf'
import { describe, expect, it } from 'vitest'
import { createTelegramCalls } from '../../../src/bots/telegram/calls.js'

const refusal = (status: number, retryAfter?: number): TelegramError =>
  new TelegramError({
    error_code: status,
    description: 'refused',
    ...(retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
  })

const network = (code: string): Error =>
  Object.assign(new Error('request to http://host/bot1:SECRET failed'), { name: 'FetchError', code })

/** Calls against an SDK that fails with `failures`, one after the other, and then succeeds. */
function callsThatMeet(...failures: Error[]) {
  const left = [...failures]
  const telegram = {
    callApi: () => {
      const failure = left.shift()
      return failure ? Promise.reject(failure) : Promise.resolve(true as never)
    },
  }
  const calls = createTelegramCalls({
    telegram,
    signal: new AbortController().signal,
    backoffMs: 0,
    tries: 3,
    patienceMs: 60_000,
  })
  const call = (repeatable: boolean, manner: { patient?: boolean; once?: boolean } = {}) =>
    calls.call('sendChatAction', { chat_id: 1, action: 'typing' }, { repeatable, ...manner })
  return { call, triesLeft: () => left.length }
}

describe('calling the Bot API', () => {
  it.each([
    ['429', refusal(429, 0), false],
    ['502', refusal(502), false],
    ['a connection that was never made', network('ECONNREFUSED'), false],
    ['a connection that broke', network('ECONNRESET'), true],
  ])('tries again after %s', async (_, failure, repeatable) => {
    await expect(callsThatMeet(failure, failure).call(repeatable)).resolves.toBe(true)
  })

  it.each([
    ['400', refusal(400), true, 'telegram_400'],
    ['403', refusal(403), true, 'telegram_403'],
    [
      'a broken connection that may have carried the message',
      network('ECONNRESET'),
      false,
      'network_econnreset',
    ],
    ['a wait that is longer than anybody waits', refusal(429, 3600), true, 'telegram_429'],
  ])('does not try again after %s', async (_, failure, repeatable, code) => {
    const { call, triesLeft } = callsThatMeet(failure, failure)
    await expect(call(repeatable)).rejects.toMatchObject({ failure: { code } })
    expect(triesLeft()).toBe(1)
  })

  it('tries an answer again beyond its last try', async () => {
    const failures = Array.from({ length: 20 }, () => network('ECONNRESET'))
    await expect(callsThatMeet(...failures).call(true, { patient: true })).resolves.toBe(true)
  })

  it('tries what is stale a moment later only once', async () => {
    const { call, triesLeft } = callsThatMeet(refusal(502), refusal(502))
    await expect(call(true, { once: true })).rejects.toMatchObject({ failure: { code: 'telegram_502' } })
    expect(triesLeft()).toBe(1)
  })

  it('gives up after its last try, and keeps nothing of the error of the SDK', async () => {
    const failures = Array.from({ length: 3 }, () => network('ECONNREFUSED'))
    const error: unknown = await callsThatMeet(...failures)
      .call(true)
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ failure: { code: 'network_econnrefused' }, uncertain: false })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('SECRET')
  })

  it('says when an earlier try may have been carried out', async () => {
    const { call } = callsThatMeet(network('ECONNRESET'), refusal(400))
    await expect(call(true)).rejects.toMatchObject({ failure: { status: 400 }, uncertain: true })
  })
})
