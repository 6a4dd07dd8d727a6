import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DownloadFailed, createDownload } from '../../src/bots/download.js'
import { AttachmentTooLarge } from '../../src/core/screening.js'
import { createPromise } from './support.js'

const opened: (() => void)[] = []

afterEach(() => {
  for (const close of opened.splice(0)) close()
})

/** A file host on loopback. Gives its address and counts requests. */
async function startHost(listener: RequestListener) {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    listener(request, response)
  })
  opened.push(() => {
    server.closeAllConnections()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/film?signature=secret`
  return { url, requests: () => requests }
}

describe('fetching an attachment', () => {
  it('gives the bytes as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256))
    const { url } = await startHost((_, response) => response.end(bytes))
    expect(Buffer.from(await createDownload()(url, 100_000))).toEqual(bytes)
  })

  it('gives nothing for an empty file, and does not fail', async () => {
    const { url } = await startHost((_, response) => response.end())
    expect(await createDownload()(url, 10)).toHaveLength(0)
  })

  it('stops at an announced size above the cap before the first byte', async () => {
    const { url, requests } = await startHost((_, response) => {
      response.writeHead(200, { 'content-length': 11 }).flushHeaders()
    })
    await expect(createDownload()(url, 10)).rejects.toBeInstanceOf(AttachmentTooLarge)
    expect(requests()).toBe(1)
  })

  it('stops as soon as more than the cap arrives, although nothing was announced and the end never comes', async () => {
    const { url } = await startHost((_, response) => {
      response.write(Buffer.alloc(6))
      response.write(Buffer.alloc(6))
    })
    await expect(createDownload()(url, 10)).rejects.toBeInstanceOf(AttachmentTooLarge)
  })

  it('tries again after a 5xx and after a broken connection', async () => {
    let attempt = 0
    const { url } = await startHost((request, response) => {
      attempt += 1
      if (attempt === 1) response.writeHead(503).end()
      else if (attempt === 2) request.socket.destroy()
      else response.end('film')
    })
    expect(Buffer.from(await createDownload({ backoffMs: 0 })(url, 10)).toString()).toBe('film')
  })

  it('tries again when the connection breaks in the middle of the bytes', async () => {
    let attempt = 0
    const { url } = await startHost((request, response) => {
      attempt += 1
      if (attempt > 1) response.end('film')
      else response.writeHead(200, { 'content-length': 4 }).write('fi', () => request.socket.destroy())
    })
    expect(Buffer.from(await createDownload({ backoffMs: 0 })(url, 10)).toString()).toBe('film')
  })

  it.each([403, 404, 410])('gives up at once on %i', async (status) => {
    const { url, requests } = await startHost((_, response) => response.writeHead(status).end())
    await expect(createDownload({ backoffMs: 0 })(url, 10)).rejects.toMatchObject({ code: `http_${status}` })
    expect(requests()).toBe(1)
  })

  it('gives up after the last try', async () => {
    const { url, requests } = await startHost((_, response) => response.writeHead(500).end())
    await expect(createDownload({ tries: 2, backoffMs: 0 })(url, 10)).rejects.toMatchObject({
      code: 'http_500',
    })
    expect(requests()).toBe(2)
  })

  it('ends a download that takes too long, however slowly it goes on', async () => {
    const { url } = await startHost((_, response) => {
      const drip = setInterval(() => response.write('.'), 5)
      response.on('close', () => {
        clearInterval(drip)
      })
    })
    await expect(createDownload({ timeoutMs: 60 })(url, 1_000_000)).rejects.toMatchObject({ code: 'timeout' })
  })

  it('ends when the bot is stopped', async () => {
    const stop = new AbortController()
    const { url, requests } = await startHost(() => undefined)
    const download = createDownload({ signal: stop.signal })(url, 10)
    const failed = expect(download).rejects.toBeInstanceOf(DownloadFailed)
    await expect.poll(requests).toBe(1)
    stop.abort()
    await failed
  })

  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/film', 'data:text/plain,film', 'not an address', ''])(
    'fetches from the web alone, and not %j',
    async (url) => {
      await expect(createDownload()(url, 10)).rejects.toMatchObject({ code: 'address' })
    },
  )

  it('names the address in no error', async () => {
    const { url } = await startHost((_, response) => response.writeHead(404).end())
    const error: unknown = await createDownload()(url, 10).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(DownloadFailed)
    expect(error instanceof DownloadFailed && error.cause).toBeUndefined()
    expect(String(error)).not.toContain('secret')
  })

  it('fetches only so many at one time', async () => {
    const { promise, resolve } = createPromise<undefined>()
    let open = 0
    let most = 0
    const { url, requests } = await startHost((_, response) => {
      open += 1
      most = Math.max(most, open)
      void promise.then(() => {
        open -= 1
        response.end('film')
      })
    })
    const download = createDownload({ atOnce: 2 })
    const all = Promise.all(Array.from({ length: 5 }, () => download(url, 10)))
    await expect.poll(requests).toBe(2)
    resolve(undefined)
    await all
    expect(requests()).toBe(5)
    expect(most).toBe(2)
  })
})
