import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { english } from '../../src/core/wording/english.js'
import type { Study } from '../../src/core/study.js'
import { openDatabase } from '../../src/store/open-database.js'
import { createStudyStore } from '../../src/store/study-store.js'
import { startDiscordServer, type DiscordServer } from '../support/discord-server.js'
import {
  becomeAdministrator,
  runCommand,
  scratchFolder,
  startProgram,
  type Program,
} from '../support/program.js'
import { sampleFilm } from '../support/sample-films.js'
import { documentMessage } from '../support/telegram-messages.js'
import { startTelegramServer, type TelegramServer } from '../support/telegram-server.js'

describe('one picture through every door of the running program', () => {
  let telegram: TelegramServer
  let discord: DiscordServer
  let program: Program
  let cookie: string
  let dataDir: string
  let film: Buffer
  let scratch: Awaited<ReturnType<typeof scratchFolder>>
  let studies: readonly Study[]
  let heatmaps: readonly (Buffer | undefined)[]
  let jsonLine: { outcome: string; scores: Record<string, number> }

  beforeAll(async () => {
    scratch = await scratchFolder()
    telegram = await startTelegramServer()
    discord = await startDiscordServer()
    film = await sampleFilm('PNEUMONIA')
    dataDir = join(scratch.folder, 'data')
    program = await startProgram({
      DATA_DIR: dataDir,
      ACCESS: 'open',
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_ROOT: discord.url,
    })
    cookie = await becomeAdministrator(program)

    telegram.sendUpdate({ message: documentMessage(telegram.putFile(film)) })
    await telegram.waitForSent(({ text }) => text?.includes(english.disclaimer) ?? false)
    discord.sendCommand({ name: 'xray', files: { picture: discord.putFile(film) } })
    await discord.waitForSent(({ text }) => text?.includes(english.disclaimer) ?? false)
    heatmaps = [
      (await telegram.waitForCall(({ method }) => method === 'sendPhoto')).files[0]?.bytes,
      (await discord.waitForCall(({ files }) => files.length > 0)).files[0]?.bytes,
    ]
    const form = new FormData()
    form.append('picture', new Blob([new Uint8Array(film)]), 'film.jpg')
    await fetch(`${program.url}/upload`, {
      method: 'POST',
      body: form,
      headers: { origin: program.url, cookie },
    })
    await mkdir(join(scratch.folder, 'films'))
    await writeFile(join(scratch.folder, 'films', 'film.jpg'), film)
    const shell = await runCommand(['classify', '--jsonl', join(scratch.folder, 'films')], {
      DATA_DIR: dataDir,
    })
    jsonLine = JSON.parse(shell.stdout) as typeof jsonLine

    const database = await openDatabase({ file: join(dataDir, 'chestcheck.db') })
    studies = (await createStudyStore(database).list({ limit: 10 })).studies
    await database.close()
  }, 120_000)

  afterAll(async () => {
    await program.stop()
    await Promise.all([telegram.close(), discord.close()])
    await scratch.remove()
  })

  it('leaves one study a door on the record', () => {
    expect(studies.map(({ channel }) => channel).toSorted()).toEqual(['discord', 'shell', 'telegram', 'web'])
  })

  it('gives the same scores bit for bit, of the same pixels by the same model', () => {
    const [first, ...others] = studies.map(({ scores, pixelsSha256, model, label, heatmapSha256 }) => ({
      scores,
      pixelsSha256,
      model,
      label,
      heatmapSha256,
    }))
    expect(first?.scores).not.toBeNull()
    for (const other of others) expect(other).toEqual(first)
    expect(jsonLine.scores).toEqual(first?.scores)
  })

  it('shows the same heatmap at every door', async () => {
    const web = studies.find(({ channel }) => channel === 'web')
    const response = await fetch(`${program.url}/results/${web?.id}/heatmap`, { headers: { cookie } })
    const shown = [...heatmaps, Buffer.from(await response.arrayBuffer())]
    const hashes = shown.map((bytes) =>
      createHash('sha256')
        .update(bytes ?? '')
        .digest('hex'),
    )
    expect(new Set([...hashes, web?.heatmapSha256])).toEqual(new Set([web?.heatmapSha256]))
    expect(web?.heatmapSha256).not.toBeNull()
  })

  it('delivers each answer, and notes that it did', () => {
    expect(studies.filter(({ deliveredAt }) => deliveredAt === null)).toEqual([])
  })

  it('shows all four in the dashboard', async () => {
    const page = await (await fetch(`${program.url}/dashboard/studies`, { headers: { cookie } })).text()
    for (const { reference } of studies) expect(page).toContain(reference)
  })

  it('keeps tokens, file addresses and names of files out of all that it prints, stores and shows', async () => {
    const written = [{ place: 'output', text: program.output() }]
    for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      written.push({ place: file, text: (await readFile(file)).toString('latin1') })
    }
    const pages = ['', '/studies', '/audit', '/health', ...studies.map(({ id }) => `/studies/${id}`)]
    for (const page of pages) {
      const response = await fetch(`${program.url}/dashboard${page}`, { headers: { cookie } })
      expect(response.status).toBe(200)
      written.push({ place: page, text: await response.text() })
    }

    const withStudy = written.filter(({ text }) => text.includes(studies[0]?.id ?? 'no study'))
    expect(withStudy.map(({ place }) => place)).toContainEqual(expect.stringContaining('chestcheck.db'))
    const secrets = [telegram.token, discord.token, '/file/bot', '/attachments/', 'Patientname', 'film.jpg']
    const found = written.flatMap(({ place, text }) =>
      secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
    )
    expect(found).toEqual([])
  })
})
