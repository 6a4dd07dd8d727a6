import { randomBytes } from 'node:crypto'
import { Command, Option } from '@commander-js/extra-typings'
import { createAuth } from '../admin/auth.js'
import type { Accounts } from '../admin/accounts.js'
import { isRole, ROLES } from '../admin/roles.js'
import { openRecords } from '../compose.js'
import { loadConfig } from '../config.js'
import { Fault } from '../core/fault.js'
import { silentLog } from '../core/log.js'
import { createAuthDatabase } from '../store/auth-database.js'
import type { CommandContext } from './context.js'

export function userCommand({ print, say }: CommandContext): Command {
  const command = new Command('user').description('The people who may sign in.')
  command
    .command('add')
    .description('Add a person. A password is made and shown once.')
    .argument('<email>')
    .requiredOption('--name <name>', 'how the person is shown')
    .addOption(new Option('--role <role>', 'what the person may do').choices(ROLES).default('staff'))
    .addHelpText('after', '\nExample:\n  chestcheck user add ada@clinic.example --name "Ada" --role reviewer')
    .action((email, { name, role }) =>
      withAccounts(async (accounts) => {
        const password = randomBytes(12).toString('base64url')
        const added = await accounts.add({ email, name, password, role: isRole(role) ? role : 'staff' })
        if (added.kind === 'refused')
          throw new Fault('settings_invalid', `the person was not added: ${added.code}`)
        print(password)
        say(`${email} can sign in with this password.`)
      }),
    )
  command
    .command('list')
    .description('List the people, oldest first.')
    .addHelpText('after', '\nExample:\n  chestcheck user list')
    .action(() =>
      withAccounts(async (accounts) => {
        for (const { email, name, role, disabled } of await accounts.list()) {
          print([email, name, role, disabled ? 'disabled' : 'active'].join('\t'))
        }
      }),
    )
  command
    .command('disable')
    .description('End all sessions of a person and let them not sign in again.')
    .argument('<email>')
    .addHelpText('after', '\nExample:\n  chestcheck user disable ada@clinic.example')
    .action((email) =>
      withAccounts(async (accounts) => {
        if (!(await accounts.disable(email)))
          throw new Fault('record_missing', `there is no person with the e-mail ${email}`)
        print(`${email} is disabled.`)
      }),
    )
  return command
}

async function withAccounts(work: (accounts: Accounts) => Promise<void>): Promise<void> {
  const config = loadConfig()
  const records = await openRecords(config)
  try {
    const { accounts } = createAuth({
      database: createAuthDatabase(records.database),
      secret: records.keys.sessions,
      publicUrl: config.publicUrl,
      log: silentLog,
    })
    await work(accounts)
  } finally {
    await records.database.close()
  }
}
