// Brings native TensorFlow to @tensorflow/tfjs-node. The package's own install script downloads a
// library without a checksum from an address that is often refused, so the ways are tried from the
// surest to the least sure, and every failure is kept for `doctor` to show.
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { access, cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

/**
 * TensorFlow's own wheels, pinned by hash. They carry the C library that the binding links to.
 * linux-x64 is proven; the other two follow the same layout and are planned for.
 */
const WHEELS = {
  'linux-x64': {
    name: 'tensorflow-cpu',
    version: '2.21.0',
    platform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  'linux-arm64': {
    name: 'tensorflow',
    version: '2.21.0',
    platform: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  },
  'darwin-arm64': {
    name: 'tensorflow',
    version: '2.21.0',
    platform: 'macosx_12_0_arm64',
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
  },
}

const MAC = process.platform === 'darwin'
const LIBRARIES = MAC
  ? { core: 'libtensorflow_cc.2.dylib', framework: 'libtensorflow_framework.2.dylib' }
  : { core: 'libtensorflow_cc.so.2', framework: 'libtensorflow_framework.so.2' }

const EXTRACT = `
import sys, zipfile
wheel, target = sys.argv[1:3]
wanted = ('tensorflow/libtensorflow_cc.', 'tensorflow/libtensorflow_framework.',
          'tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/',
          'tensorflow/include/xla/tsl/c/', 'tensorflow/include/tsl/', 'tensorflow/THIRD_PARTY_NOTICES')
with zipfile.ZipFile(wheel) as z:
    z.extractall(target, [n for n in z.namelist() if n.startswith(wanted)])
`

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  )

function packageFolder(name) {
  return dirname(require.resolve(`${name}/package.json`))
}

/** Loads the binding in a process of its own, because a wrong library aborts the process. */
async function loadBinding() {
  const script = `
    const util = require('node:util'); util.isNullOrUndefined ??= (v) => v === null || v === undefined;
    process.env.TF_CPP_MIN_LOG_LEVEL = '3';
    const tf = require(process.argv[1]);
    process.stdout.write(JSON.stringify({ version: tf.backend().binding.TF_Version, sum: tf.sum([1, 2, 3]).dataSync()[0] }));`
  const { stdout } = await run(process.execPath, ['-e', script, packageFolder('@tensorflow/tfjs-node')], {
    timeout: 120_000,
  })
  const said = JSON.parse(stdout.slice(stdout.lastIndexOf('{')))
  if (said.sum !== 6) throw new Error('the binding loads but adds wrongly')
  return said.version
}

/** Compiles the two sources of the binding: Node-API only, so any Node's headers do and no gyp is needed. */
async function compileBinding(libraryFolder) {
  const pkg = packageFolder('@tensorflow/tfjs-node')
  const headers = join(packageFolder('node-api-headers'), 'include')
  const output = join(pkg, 'lib', 'napi-v8')
  const link = join(pkg, 'deps')
  await rm(link, { recursive: true, force: true })
  await mkdir(join(link, 'lib'), { recursive: true })
  await mkdir(output, { recursive: true })
  await symlink(join(libraryFolder, 'include'), join(link, 'include'))
  for (const library of Object.values(LIBRARIES)) {
    await symlink(join(libraryFolder, 'lib', library), join(link, 'lib', library))
  }
  const args = [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-DNAPI_VERSION=8',
    `-I${pkg}`,
    `-I${headers}`,
    `-I${join(link, 'include')}`,
  ]
  args.push(join(pkg, 'binding/tfjs_backend.cc'), join(pkg, 'binding/tfjs_binding.cc'))
  args.push(...Object.values(LIBRARIES).map((library) => join(link, 'lib', library)))
  args.push(MAC ? '-Wl,-rpath,@loader_path/../../deps/lib' : '-Wl,-rpath,$ORIGIN/../../deps/lib')
  if (MAC) args.push('-undefined', 'dynamic_lookup')
  args.push('-o', join(output, 'tfjs_binding.node'))
  await run(process.env.CXX || 'c++', args, { timeout: 600_000, maxBuffer: 1 << 26 })
}

async function libraryFromSetting() {
  const folder = process.env.TENSORFLOW_LIBRARY_DIR
  if (!folder) throw new Error('TENSORFLOW_LIBRARY_DIR is not set')
  await compileBinding(resolve(folder))
}

async function libraryFromWheel(progress) {
  const wheel = WHEELS[`${process.platform}-${process.arch}`]
  if (!wheel) throw new Error(`no wheel is pinned for ${process.platform}-${process.arch}`)
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chestcheck')
  const folder = join(cache, `libtensorflow-${wheel.version}-${wheel.sha256.slice(0, 12)}`)
  if (!(await exists(join(folder, 'complete')))) {
    await mkdir(cache, { recursive: true })
    const scratch = await mkdtemp(join(cache, 'download-'))
    try {
      progress(`downloading ${wheel.name} ${wheel.version} (about 275 MB, checked by hash)`)
      const wanted = join(scratch, 'requirement.txt')
      await writeFile(wanted, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`)
      const pip = [
        '-m',
        'pip',
        'download',
        '--quiet',
        '--no-deps',
        '--no-cache-dir',
        '--disable-pip-version-check',
      ]
      pip.push('--only-binary=:all:', '--implementation=cp', '--abi=cp311', '--python-version=3.11')
      pip.push(
        `--platform=${wheel.platform}`,
        '--require-hashes',
        `--requirement=${wanted}`,
        `--dest=${scratch}`,
      )
      await run('python3', pip, { timeout: 900_000 })
      const file = join(
        scratch,
        `${wheel.name.replace('-', '_')}-${wheel.version}-cp311-cp311-${wheel.platform}.whl`,
      )
      progress('unpacking the library')
      await run('python3', ['-c', EXTRACT, file, scratch], { timeout: 300_000 })
      const made = join(scratch, 'made')
      await mkdir(join(made, 'lib'), { recursive: true })
      await rename(join(scratch, 'tensorflow/include'), join(made, 'include'))
      for (const library of Object.values(LIBRARIES)) {
        await rename(join(scratch, 'tensorflow', library), join(made, 'lib', library))
      }
      await cp(join(scratch, 'tensorflow/THIRD_PARTY_NOTICES.txt'), join(made, 'THIRD_PARTY_NOTICES.txt'))
      await writeFile(join(made, 'complete'), '')
      await rm(folder, { recursive: true, force: true })
      await rename(made, folder)
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }
  progress('compiling the binding')
  await compileBinding(folder)
}

async function libraryFromPackage() {
  const pkg = packageFolder('@tensorflow/tfjs-node')
  await rm(join(pkg, 'deps'), { recursive: true, force: true })
  await run(process.execPath, ['scripts/install.js'], { cwd: pkg, timeout: 300_000, maxBuffer: 1 << 26 })
}

/** The line of a failed process that says why: its error's own first line, where there is one. */
function reasonOf(error) {
  const lines = `${error.stderr || ''}\n${error.message}`.split('\n').map((line) => line.trim())
  const thrown = lines.find((line) => /^(\w*Error|ERROR|error):/.test(line))
  const line =
    thrown ?? lines.find((candidate) => /error|refused|not /i.test(candidate)) ?? lines.find(Boolean) ?? ''
  // Whoever reads this needs the reason, not where the checkout lies.
  return line.replaceAll(root, '.').slice(0, 300)
}

/**
 * Makes native TensorFlow loadable and writes what was tried to `report`.
 * Never throws: without a native library the wasm backend serves, loudly.
 * @param {{ report: string, progress: (line: string) => void }} options
 * @returns {Promise<{ backend: 'native' | 'wasm', way: string | null, version: string | null, attempts: { way: string, reason: string }[] }>}
 */
export async function provideTensorFlow({ report, progress }) {
  const ways = [
    ['already built', async () => undefined],
    ['library folder by setting', libraryFromSetting],
    ['tensorflow wheel', libraryFromWheel],
    ["the package's own download", libraryFromPackage],
  ]
  const attempts = []
  let outcome = { backend: 'wasm', way: null, version: null, attempts }
  for (const [way, provide] of ways) {
    try {
      await provide(progress)
      outcome = { backend: 'native', way, version: await loadBinding(), attempts }
      break
    } catch (error) {
      attempts.push({ way, reason: reasonOf(error) })
    }
  }
  const before = await readFile(report, 'utf8').then(JSON.parse, () => null)
  const known = outcome.way === 'already built' && before?.backend === 'native'
  await mkdir(dirname(report), { recursive: true })
  if (!known) await writeFile(report, `${JSON.stringify(outcome, null, 2)}\n`)
  return outcome
}
