import type { Command } from 'commander'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `config check`. */
export const addConfig = (program: Command, ending: Ending): void => {
  const config = program.command('config').description('Look at configurations.')
  config
    .command('check')
    .description(
      'Check a train’s configuration; every mistake is a line with path, value and range.\nOf a part that cannot be read, what it refers to is looked at once that is mended; ports and elements, only by run.',
    )
    .argument('<file>', 'the train, as YAML')
    .action(lazily(async () => (await import('../commands/config-check.ts')).configCheck, ending))
  wantSubcommand(config)
}
