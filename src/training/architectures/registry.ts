import { Fault } from '../../core/fault.js'
import type { Architecture, Head } from './architecture.js'
import { densenet121 } from './densenet121.js'
import { mobilenetV2 } from './mobilenet-v2.js'
import { resnet50 } from './resnet50.js'
import { vgg16 } from './vgg16.js'
import { xception } from './xception.js'

/** Every network that can be trained, imported and exported. */
export const ARCHITECTURES: readonly Architecture[] = [vgg16, xception, mobilenetV2, densenet121, resnet50]

/** An architecture with one of its heads. `name` is what commands and manifests call it: `vgg16-pooled`. */
export interface NamedArchitecture {
  readonly name: string
  readonly architecture: Architecture
  readonly head: Head
}

export const NAMED_ARCHITECTURES: readonly NamedArchitecture[] = ARCHITECTURES.flatMap((architecture) =>
  architecture.heads.map((head) => ({ name: `${architecture.name}-${head}`, architecture, head })),
)

export const ARCHITECTURE_NAMES: readonly string[] = NAMED_ARCHITECTURES.map(({ name }) => name)

/**
 * Finds `vgg16-pooled`, or the first head of `vgg16`.
 * @throws Fault `settings_invalid` for a name that nobody knows, with those there are
 */
export function findArchitecture(name: string): NamedArchitecture {
  const found = NAMED_ARCHITECTURES.find(
    (named) =>
      named.name === name || (named.architecture.name === name && named.head === named.architecture.heads[0]),
  )
  if (found) return found
  throw new Fault(
    'settings_invalid',
    `there is no architecture ${name}, only ${ARCHITECTURE_NAMES.join(', ')}`,
  )
}
