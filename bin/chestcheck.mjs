#!/usr/bin/env node
// The one entry: brings the checkout up to date (on stderr), then runs the command.
import { bootstrapOrExit } from '../scripts/bootstrap.mjs'

await bootstrapOrExit()
const { main } = await import('../dist/cli/main.js')
process.exitCode = await main(process.argv.slice(2))
