import type { Command } from 'commander'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `config check`. */
export const addConfig = (program: Command, ending: Ending): void => {
  const config = program.command('config').description('Look at configurations.')
  config
    .command('check')
    .description('Check a train’s configuration; every mistake is named by path, value and range.')
    .argument('<file>', 'the train, as YAML')
    .action(lazily(async () => (await import('../commands/config-check.ts')).configCheck, ending))
  wantSubcommand(config, 'config check FILE')
}
