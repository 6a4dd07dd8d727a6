import { pino, destination } from 'pino'
import type { Config } from './config.js'
import type { Log } from './core/log.js'

/** JSON lines on stderr; stdout belongs to results. */
export function createLog(level: Config['logLevel']): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ dest: 2, sync: true }),
  )
  return {
    info: (event, fields) => {
      logger.info({ event, ...fields })
    },
    warn: (event, fields) => {
      logger.warn({ event, ...fields })
    },
    error: (event, fields) => {
      logger.error({ event, ...fields })
    },
  }
}
