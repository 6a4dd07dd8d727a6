import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOSTILE_LIMITS, makeHostileFiles } from '../support/hostile-files.js'
import { runCommand, scratchFolder } from '../support/program.js'
import { drawRadiograph } from '../support/radiograph.js'

let scratch: Awaited<ReturnType<typeof scratchFolder>>
beforeAll(async () => {
  scratch = await scratchFolder()
})
afterAll(() => scratch.remove())

describe('the command line', () => {
  it.each([
    [['classify']],
    [['classify', '--no-such-option', 'x']],
    [['no-such-command']],
    [['train', '--data', 'x', '--name', 'y', '--epochs', 'many']],
    [['user', 'add', 'a@b.example', '--name', 'A', '--role', 'king']],
  ])('%j is wrong usage: exit 2, and nothing on stdout', async (args) => {
    const { code, stdout, stderr } = await runCommand(args, { DATA_DIR: scratch.folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toBe('')
  })

  it.each(['serve', 'classify', 'train', 'evaluate', 'user', 'invite', 'migrate', 'doctor'])(
    '%s --help explains itself',
    async (name) => {
      const { code, stdout } = await runCommand([name, '--help'])
      expect(code).toBe(0)
      expect(stdout).toContain('Usage:')
    },
  )

  it('names wrong settings, exits 2 and shows no value', async () => {
    const { code, stderr } = await runCommand(['migrate'], { PORT: 'port-of-mine', ACCESS: 'all-of-them' })
    expect(code).toBe(2)
    expect(stderr).toContain('PORT')
    expect(stderr).toContain('ACCESS')
    expect(stderr).not.toContain('of-m')
    expect(stderr).not.toContain('all-of')
  })

  it('makes an invite and prints nothing but the code', async () => {
    const { code, stdout } = await runCommand(['invite', '--uses', '2'], {
      DATA_DIR: join(scratch.folder, 'invite'),
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\S{8,}\n$/)
  })

  it('adds, lists and disables people', async () => {
    const settings = { DATA_DIR: join(scratch.folder, 'people') }
    const added = await runCommand(
      ['user', 'add', 'ada@clinic.example', '--name', 'Ada', '--role', 'reviewer'],
      settings,
    )
    expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S{12,}\n$/) as string })
    await runCommand(['user', 'disable', 'ada@clinic.example'], settings)
    const listed = await runCommand(['user', 'list'], settings)
    expect(listed.stdout).toBe('ada@clinic.example\tAda\treviewer\tdisabled\tpassword only\n')
    expect((await runCommand(['user', 'disable', 'nobody@clinic.example'], settings)).code).toBe(1)
  }, 60_000)

  it('says which TensorFlow answers, and its version', async () => {
    const { code, stdout } = await runCommand(['doctor'], { DATA_DIR: join(scratch.folder, 'doctor') })
    expect(code).toBe(0)
    expect(stdout).toMatch(/tensorflow +native 2\.\d+\.\d+/)
    expect(stdout).toMatch(/model +\S+@[0-9a-f]{12}/)
  })
})

describe('classify on hostile files', () => {
  it('prints one line a file, in order, and ends well', async () => {
    const folder = join(scratch.folder, 'hostile')
    await mkdir(folder)
    const files = (await makeHostileFiles()).filter(({ bytes }) => bytes.byteLength < 5_000_000)
    const paths = await Promise.all(
      files.map(async ({ bytes }, index) => {
        const path = join(folder, `${String(index).padStart(3, '0')}.jpg`)
        await writeFile(path, bytes)
        return path
      }),
    )
    const { code, stdout } = await runCommand(
      ['classify', '--jsonl', '--no-record', '--no-gate', folder, join(folder, 'missing.png')],
      {
        MAX_PIXELS: String(HOSTILE_LIMITS.maxPixels),
      },
    )
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; outcome: string; code: string | null })
    expect(code).toBe(0)
    expect(lines.map(({ file }) => file)).toEqual([...paths, join(folder, 'missing.png')])
    expect(lines.at(-1)).toMatchObject({ outcome: 'refused', code: 'download_failed' })
    const expected = files.map((file) => file.expected)
    expect(
      lines.slice(0, -1).map(({ outcome, code: refusal }) => (outcome === 'refused' ? refusal : 'decoded')),
    ).toEqual(expected)
  }, 300_000)
})

describe('classify --heatmap', () => {
  it('writes a PNG for each reading, and one for each of two files of the same name', async () => {
    const folders = ['one', 'two'].map((name) => join(scratch.folder, 'films', name))
    for (const folder of folders) {
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, 'film.jpg'), await drawRadiograph({ width: 300, height: 200 }))
    }
    const target = join(scratch.folder, 'heatmaps')
    const { code, stdout } = await runCommand([
      ...['classify', '--jsonl', '--no-record', '--no-gate', '--heatmap', target],
      ...folders,
    ])
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(2)
    expect((await readdir(target)).toSorted()).toEqual(['film-2.heatmap.png', 'film.heatmap.png'])
    expect((await readFile(join(target, 'film.heatmap.png'))).subarray(1, 4).toString()).toBe('PNG')
  }, 120_000)
})
