import { randomBytes } from 'node:crypto'
import { Argument, Command, Option } from '@commander-js/extra-typings'
import { createAuth } from '../admin/auth.js'
import type { Account, Accounts } from '../admin/accounts.js'
import { isRole, ROLES } from '../admin/roles.js'
import { openRecords } from '../compose.js'
import { loadConfig } from '../config.js'
import { PROGRAM } from '../core/audit.js'
import { Fault } from '../core/fault.js'
import { silentLog } from '../core/log.js'
import { createAuthDatabase } from '../store/auth-database.js'
import type { CommandContext } from './context.js'

const BY = { ...PROGRAM, channel: 'shell' } as const

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
        const added = await accounts.add({ email, name, password, role: isRole(role) ? role : 'staff' }, BY)
        if (added.kind === 'refused')
          throw new Fault('settings_invalid', `the person was not added: ${added.code}`)
        print(password)
        say(`${email} can sign in with this password.`)
      }),
    )
  command
    .command('list')
    .description('List the people, oldest first: e-mail, name, role, state, two-factor.')
    .addHelpText('after', '\nExample:\n  chestcheck user list')
    .action(() =>
      withAccounts(async (accounts) => {
        for (const { email, name, role, disabled, twoFactor } of await accounts.list()) {
          const state = disabled ? 'disabled' : 'active'
          print([email, name, role, state, twoFactor ? 'two-factor' : 'password only'].join('\t'))
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
        if (!(await accounts.disable(email, BY))) throw noSuchPerson(email)
        print(`${email} is disabled.`)
      }),
    )
  command
    .command('enable')
    .description('Let a disabled person sign in again.')
    .argument('<email>')
    .addHelpText('after', '\nExample:\n  chestcheck user enable ada@clinic.example')
    .action((email) =>
      withPerson(email, async ({ id }, accounts) => {
        await accounts.setDisabled(id, false, BY)
        print(`${email} may sign in.`)
      }),
    )
  command
    .command('role')
    .description('Give a person another role, and end their sessions.')
    .argument('<email>')
    .addArgument(new Argument('<role>', 'what the person may do').choices(ROLES))
    .addHelpText('after', '\nExample:\n  chestcheck user role ada@clinic.example auditor')
    .action((email, role) =>
      withPerson(email, async ({ id }, accounts) => {
        if ((await accounts.setRole(id, isRole(role) ? role : 'staff', BY)) === 'last_admin')
          throw new Fault('settings_invalid', `${email} is the last administrator: make another one first`)
        print(`${email} is ${role}.`)
      }),
    )
  command
    .command('reset-two-factor')
    .description('Turn the second factor off for a person who lost it, and end their sessions.')
    .argument('<email>')
    .addHelpText('after', '\nExample:\n  chestcheck user reset-two-factor ada@clinic.example')
    .action((email) =>
      withPerson(email, async ({ id }, accounts) => {
        await accounts.resetTwoFactor(id, BY)
        print(`${email} can sign in with the password alone, and set two-factor up again.`)
      }),
    )
  return command
}

function noSuchPerson(email: string): Fault {
  return new Fault('record_missing', `there is no person with the e-mail ${email}`)
}

function withPerson(
  email: string,
  work: (account: Account, accounts: Accounts) => Promise<void>,
): Promise<void> {
  return withAccounts(async (accounts) => {
    const account = await accounts.findByEmail(email)
    if (account === null) throw noSuchPerson(email)
    await work(account, accounts)
  })
}

async function withAccounts(work: (accounts: Accounts) => Promise<void>): Promise<void> {
  const config = loadConfig()
  const records = await openRecords(config)
  try {
    const { accounts } = createAuth({
      database: createAuthDatabase(records.database),
      secret: records.keys.sessions,
      publicUrl: config.publicUrl,
      audit: records.audit,
      log: silentLog,
    })
    await work(accounts)
  } finally {
    await records.database.close()
  }
}
