import type { Command } from 'commander'
import { STATE_FOLDER } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `network show` and `remove`: what the kernel routes for us. Both need root. */
export const addNetwork = (program: Command, ending: Ending): void => {
  const network = program.command('network').description('The kernel’s routing of a train’s traffic.')
  network
    .command('show')
    .description('By which link and interface each class goes now, and what of the kernel is ours.')
    .requiredOption('--config <file>', 'the train, as YAML')
    .action(lazily(async () => (await import('../commands/network.ts')).networkShow, ending))
  network
    .command('remove')
    .description('Take all of ours out of the kernel and leave the rest; end run first, which would put it back.')
    .option(
      '--state <dir>',
      `folder of what survives a restart, by which dnsmasq is found (default: that of --config, else "${STATE_FOLDER}")`,
    )
    .option('--config <file>', 'the train, as YAML: its tunnels are taken away too')
    .action(lazily(async () => (await import('../commands/network.ts')).networkRemove, ending))
  wantSubcommand(network)
}
