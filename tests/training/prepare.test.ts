import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readDataSet, type Sample } from '../../src/training/data/data-set.js'
import type { ProbePicture } from '../../src/training/prepare/fingerprints.js'
import { prepareDataSet, type PrepareOptions } from '../../src/training/prepare/prepare.js'
import { noProgress } from '../../src/training/progress.js'
import { honestSplit, referenceSplit } from '../../src/training/data/split.js'
import { drawPerson, probeFilm } from '../support/films.js'

const LABELS = ['COVID', 'NORMAL', 'PNEUMONIA'] as const
const PEOPLE_A_CLASS = 10

/** By chance this one takes copies apart. */
const TEARING_SEED = 1

let root: string
let source: string
let out: string

/** Class folders named in several cases: ten people each, and all that `prepare` is to find. */
async function writeSource(): Promise<void> {
  const folders = ['covid', 'NORMAL', 'Pneumonia'].map((name) => join(source, name))
  for (const [number, folder] of folders.entries()) {
    await mkdir(folder, { recursive: true })
    for (let person = 0; person < PEOPLE_A_CLASS; person += 1) {
      await writeFile(join(folder, `person${person}_1.png`), await drawPerson(number * 100 + person))
    }
  }
  const [covid = '', normal = '', pneumonia = ''] = folders
  await mkdir(join(source, 'notes'))
  await writeFile(join(covid, '.DS_Store'), 'x')
  await copyFile(join(covid, 'person0_1.png'), join(covid, 'again.png'))
  const crop = sharp(await readFile(join(normal, 'person1_1.png'))).extract({
    left: 20,
    top: 20,
    width: 216,
    height: 216,
  })
  await crop.jpeg({ quality: 60 }).toFile(join(normal, 'crop.jpg'))
  await sharp(join(normal, 'person2_1.png')).jpeg({ quality: 50 }).toFile(join(pneumonia, 'other-label.jpg'))
  await writeFile(join(pneumonia, 'text.jpg'), 'this is no picture')
  await writeFile(
    join(pneumonia, 'cut.png'),
    (await readFile(join(pneumonia, 'person0_1.png'))).subarray(0, 900),
  )
}

function prepare(changes: Partial<PrepareOptions> = {}) {
  return prepareDataSet({
    source,
    out,
    protocol: 'grouped',
    shares: { val: 0.1, test: 0.2 },
    seed: 1,
    patient: null,
    probe: probeFilm,
    progress: noProgress,
    signal: new AbortController().signal,
    ...changes,
  })
}

function countingProbe(): { probe: ProbePicture; calls: () => number } {
  let calls = 0
  return {
    calls: () => calls,
    probe: (bytes) => {
      calls += 1
      return probeFilm(bytes)
    },
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'chestcheck-prepare-'))
  source = join(root, 'films')
  await writeSource()
})
beforeEach(async () => {
  out = await mkdtemp(join(root, 'out-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe('what prepare finds in class folders', () => {
  it('lists unreadable pictures, copies, crops and conflicting labels, and passes over what is no class', async () => {
    const report = await prepare()
    expect(report.unreadable).toEqual([
      { path: 'Pneumonia/cut.png', code: 'corrupt_image' },
      { path: 'Pneumonia/text.jpg', code: 'unsupported_format' },
    ])
    expect(report.ignoredFolders).toEqual(['notes'])
    expect(report.identical).toEqual([['covid/again.png', 'covid/person0_1.png']])
    expect(report.nearDuplicates.map(({ paths }) => [...paths].sort())).toEqual([
      ['NORMAL/crop.jpg', 'NORMAL/person1_1.png'],
      ['NORMAL/person2_1.png', 'Pneumonia/other-label.jpg'],
    ])
    expect(report.conflicts).toEqual([
      { paths: ['NORMAL/person2_1.png', 'Pneumonia/other-label.jpg'], labels: ['NORMAL', 'PNEUMONIA'] },
    ])
    expect(report).toMatchObject({ readable: 33, pictures: 30, groups: 30 })
    const text = await readFile(join(out, 'report.md'), 'utf8')
    for (const said of ['corrupt_image', 'NORMAL and PNEUMONIA', 'No group is in two parts', 'crop.jpg'])
      expect(text).toContain(said)
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toEqual(report)
  })

  it('writes a manifest whose paths lead to the pictures where they are', async () => {
    await prepare()
    const samples = await readDataSet(join(out, 'manifest.csv'))
    expect(samples).toHaveLength(33)
    for (const { file } of samples) expect((await readFile(file)).byteLength).toBeGreaterThan(0)
    expect(samples[0]).toMatchObject({
      label: 'NORMAL',
      source: 'films',
      population: 'unknown',
      seedSplit: '',
    })
  })

  it('takes the patient from the name of a file when it is told how', async () => {
    const report = await prepare({ patient: /^(person\d+)_/ })
    // Ten people over all classes, and the three copies join theirs.
    expect(report.groups).toBe(10)
  })
})

describe('the parts', () => {
  it('by group hold one file a picture, no conflict, no group twice, and every class', async () => {
    await prepare()
    const { train, val, test } = honestSplit(await readDataSet(join(out, 'manifest.csv')))
    const all = [...train, ...val, ...test]
    expect(all).toHaveLength(29)
    expect(new Set(all.map(({ picture }) => picture)).size).toBe(29)
    expect(all.some(({ path }) => path.includes('other-label') || path.includes('NORMAL/person2_'))).toBe(
      false,
    )
    for (const label of LABELS) expect(test.some((sample) => sample.label === label)).toBe(true)
    const groups = (part: readonly Sample[]) => new Set(part.map(({ group }) => group))
    expect([...groups(test)].filter((group) => groups(train).has(group))).toEqual([])
  })

  it('at random keep copies apart, and the report says how far that leaks', async () => {
    const report = await prepare({ protocol: 'random', shares: { val: 0, test: 0.5 }, seed: TEARING_SEED })
    const samples = await readDataSet(join(out, 'manifest.csv'))
    const { train, val, test } = referenceSplit(samples)
    expect(train.length + val.length + test.length).toBe(31)
    expect(samples.every(({ split }) => split === '')).toBe(true)
    const leaking = test.filter(({ picture }) =>
      [...train, ...val].some((other) => other.picture === picture),
    )
    expect(report.written.testWithCopyInTrain).toBe(leaking.length)
    expect(leaking.length).toBeGreaterThan(0)
    expect(await readFile(join(out, 'report.md'), 'utf8')).toContain('**It leaks**')
  })

  it('are the same again, also when files lie elsewhere under other names', async () => {
    await prepare()
    const parts = async (folder: string) =>
      new Map(
        await Promise.all(
          (await readDataSet(join(folder, 'manifest.csv'))).map(
            async ({ file, split, label }) =>
              [`${label}:${(await readFile(file)).toString('base64')}`, split] as const,
          ),
        ),
      )
    const first = await parts(out)
    const moved = join(out, 'moved')
    const samples = await readDataSet(join(out, 'manifest.csv'))
    for (const [index, { file, label }] of samples.entries()) {
      await mkdir(join(moved, label), { recursive: true })
      await copyFile(file, join(moved, label, `${samples.length - index}.bin`))
    }
    const again = join(out, 'again')
    await prepare({ source: moved, out: again })
    const second = await parts(again)
    expect([...second].sort()).toEqual([...first].sort())
    await prepare({ seed: 2 })
    expect([...(await parts(out))].sort()).not.toEqual([...first].sort())
  })
})

describe('a second run', () => {
  it('reads only what is new or changed, even where the first one left half a line', async () => {
    await prepare()
    const cache = join(out, 'cache', 'fingerprints.jsonl')
    const lines = (await readFile(cache, 'utf8')).trim().split('\n')
    await writeFile(cache, lines.slice(0, -1).join('\n'))
    await appendFile(cache, '\n{"version":1,"file":"/cut')
    const changed = join(source, 'covid', 'person3_1.png')
    await utimes(changed, new Date(), new Date(Date.now() + 5000))
    const { probe, calls } = countingProbe()
    const report = await prepare({ probe })
    expect(calls()).toBe(2)
    expect(report.readable).toBe(33)
    const none = countingProbe()
    await prepare({ probe: none.probe })
    expect(none.calls()).toBe(0)
  })

  it('goes on where a stopped one was', async () => {
    const stopping = new AbortController()
    const first = countingProbe()
    const stopsAtTen: ProbePicture = (bytes) => {
      if (first.calls() === 9) stopping.abort(new Error('stopped'))
      return first.probe(bytes)
    }
    await expect(prepare({ probe: stopsAtTen, signal: stopping.signal })).rejects.toThrow('stopped')
    const second = countingProbe()
    await prepare({ probe: second.probe })
    expect(first.calls() + second.calls()).toBe(35)
  })
})

describe('a manifest as source', () => {
  async function writeManifest(text: string): Promise<string> {
    const file = join(out, 'given.csv')
    await writeFile(file, text)
    return file
  }

  it('may have no more than path and label, with a file that is gone', async () => {
    const given = await writeManifest(
      `path,label\n${source}/covid/person1_1.png,covid\n../films/NORMAL/person1_1.png,NORMAL\ngone.png,NORMAL\n../films/NORMAL/person1_1.png,NORMAL\n`,
    )
    const report = await prepare({ source: given })
    expect(report).toMatchObject({ readable: 2, repeatedRows: 1, agreement: null })
    expect(report.unreadable).toEqual([{ path: 'gone.png', code: 'missing' }])
  })

  it('keeps its groups and original sizes, and is told where its own parts share a patient', async () => {
    const rows = ['person0_1', 'person1_1', 'person2_1', 'again'].map(
      (name, index) =>
        `../films/covid/${name}.png,COVID,${['a', '', '', ''][index]},${['one', 'two', 'two', ''][index]},"clinic, north",adult,2048,1800,,${['train', 'train', 'test', 'test'][index]}`,
    )
    const given = await writeManifest(
      `path,label,picture,group,source,population,width,height,seed_split,split\n${rows.join('\n')}\n`,
    )
    const report = await prepare({ source: given, protocol: 'random', shares: { val: 0, test: 0.5 } })
    expect(report.given?.split).toMatchObject({
      groups: 2,
      pictures: 1,
      testFiles: 2,
      testWithCopyInTrain: 1,
      testWithGroupInTrain: 2,
      examples: ['one', 'two'],
    })
    expect(report.agreement).toEqual({
      stated: 0,
      found: 1,
      both: 0,
      onlyFound: [['../films/covid/person0_1.png', '../films/covid/again.png']],
    })
    const samples = await readDataSet(join(out, 'manifest.csv'))
    expect(samples.map(({ group, split }) => [group, split])).toEqual([
      ['one', 'train'],
      ['two', 'train'],
      ['two', 'test'],
      ['one', 'test'],
    ])
    expect(samples[0]).toMatchObject({ source: 'clinic, north', population: 'adult', picture: 'a' })
    expect(await readFile(join(out, 'manifest.csv'), 'utf8')).toContain('"clinic, north",adult,2048,1800')
  })

  it.each([
    ['no label', 'path,group\na.png,1\n'],
    ['an unknown label', 'path,label\na.png,TUBERCULOSIS\n'],
    ['an empty path', 'path,label\n,COVID\n'],
    ['no rows', 'path,label\n'],
    ['rows of another length', 'path,label\na.png\n'],
    ['nothing readable', 'path,label\ngone.png,COVID\n'],
  ])('is refused with %s', async (_, text) => {
    await expect(prepare({ source: await writeManifest(text) })).rejects.toMatchObject({
      code: 'data_set_invalid',
    })
  })

  it.each(['nowhere', 'films/notes'])('is refused at %s', async (place) => {
    await expect(prepare({ source: join(root, place) })).rejects.toMatchObject({ code: 'data_set_invalid' })
  })
})
