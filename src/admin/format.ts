import type { Language } from '../core/language.js'
import { FIGURES } from '../core/wording/figures.js'

/** `2026-11-23 02:55:10`, in UTC: the record is read across time zones, and this form sorts and reads everywhere. */
export function formatTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ')
}

/** A size in bytes, with the unit that keeps it short: `812 B`, `34 kB`, `20 MB`. */
export function formatBytes(bytes: number, language: Language = 'en'): string {
  const { number } = FIGURES[language]
  if (bytes < 1000) return `${number(bytes)} B`
  if (bytes < 1_000_000) return `${number(Math.round(bytes / 1000))} kB`
  const megabytes = bytes / 1_000_000
  return `${number(megabytes < 10 ? megabytes : Math.round(megabytes))} MB`
}

/** Milliseconds, whole where that is enough. */
export function formatMilliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}
