import type { ApiClients } from '../../src/core/api-client.js'

/** For tests of everything else: no program has a token, and none is given. */
export const noClients: ApiClients = {
  make: () => Promise.resolve(null),
  list: () => Promise.resolve([]),
  authenticate: () => Promise.resolve(null),
  revoke: () => Promise.resolve(false),
}
