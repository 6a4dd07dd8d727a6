import { readFile } from 'node:fs/promises'

/**
 * Whether the processor multiplies matrices of bfloat16 in hardware (AMX). Without that bfloat16 is slower than float32.
 * False where the system does not say.
 */
export async function multipliesBfloat16(cpuinfo = '/proc/cpuinfo'): Promise<boolean> {
  const text = await readFile(cpuinfo, 'utf8').catch(() => '')
  return /^flags\s*:.*\bamx_bf16\b/m.test(text)
}
