import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe } from 'vitest'

/** Something a test needs and a machine may lack. `reason` says in one line what is missing. */
export interface Requirement {
  readonly met: boolean
  readonly reason: string
}

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** The pictures beside the repository, which are not part of it. */
export const sharedFolder = `${repository}../shared`

export const needsPictures: Requirement = {
  met: existsSync(`${sharedFolder}/data/chest_xray/manifest.csv`),
  reason: 'the reference data set is not at ../shared/data',
}

export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)

export const needsChromium: Requirement = {
  met: chromiumPath !== undefined,
  reason: 'no Chromium is installed',
}

/**
 * A `describe` that is skipped, with the reason in its title, where the requirement is not met. In CI nothing is
 * skipped: there the tests run and fail.
 */
export function describeWith(requirement: Requirement, title: string, body: () => void): void {
  const run = requirement.met || process.env['CI'] === 'true'
  if (run) describe(title, body)
  else describe.skip(`${title} (skipped: ${requirement.reason})`, body)
}
