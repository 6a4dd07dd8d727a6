import type { Command } from '@commander-js/extra-typings'
import type { CommandContext } from '../../src/cli/context.js'

/** Runs one command in this process. Gives what it printed; rejects as the command does. */
export async function runHere(
  create: (context: CommandContext) => Command,
  args: readonly string[],
): Promise<{ printed: string; said: string }> {
  const printed: string[] = []
  const said: string[] = []
  const command = create({
    signal: new AbortController().signal,
    print: (line) => printed.push(line),
    say: (line) => said.push(line),
  })
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
  await command.parseAsync([...args], { from: 'user' })
  return { printed: printed.join('\n'), said: said.join('\n') }
}
