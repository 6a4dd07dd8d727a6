// One set-up at a time in a checkout: two that install dependencies at once would leave neither whole.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const LOOK_AGAIN_MS = 200
const SETTLE_MS = 30

/**
 * Runs `work` while `file` names this process. Waits for another living process that has it, and takes it over from
 * one that is gone. `onWait` is called once before waiting.
 */
export async function alone(file, work, onWait = () => undefined) {
  await mkdir(dirname(file), { recursive: true })
  for (let waiting = false; !(await take(file)); waiting = true) {
    if (!waiting) onWait()
    await setTimeout(LOOK_AGAIN_MS)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    // Two that take over from the same dead process may have removed each other's file: the last one stays.
    await setTimeout(SETTLE_MS)
    return (await readFile(file, 'utf8').catch(() => '')) === String(process.pid)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const holder = Number(await readFile(file, 'utf8').catch(() => ''))
  // Empty for a moment between its making and its writing; gone when the holder has just ended.
  if (Number.isInteger(holder) && holder > 0 && !isAlive(holder)) await rm(file, { force: true })
  return false
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
