import { Command } from '@commander-js/extra-typings'
import { migrationsFolder } from '../compose.js'
import { loadConfig } from '../config.js'
import { applyMigrations } from '../store/migrate.js'
import type { CommandContext } from './context.js'

export function migrateCommand({ print }: CommandContext): Command {
  return new Command('migrate')
    .description('Bring the database up to date. Every other command does this by itself.')
    .addHelpText('after', '\nExample:\n  chestcheck migrate')
    .action(async () => {
      const applied = await applyMigrations({ file: loadConfig().databaseFile, folder: migrationsFolder })
      print(
        applied === 0
          ? 'The database is up to date.'
          : `Applied ${applied} ${applied === 1 ? 'migration' : 'migrations'}.`,
      )
    })
}
