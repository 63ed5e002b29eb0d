import type { Command } from 'commander'
import { type Ending, lazily } from './ending.ts'

/** `hub`. */
export const addHub = (program: Command, ending: Ending): void => {
  program
    .command('hub')
    .description(
      'The shore’s half of a train’s tunnels: WireGuard, NAT to the Internet, and each flow back by the tunnel on which the train last sent it. Needs root.',
    )
    .requiredOption('--config <file>', 'the hub, as YAML')
    .option('--remove', 'take away all that it made in the kernel, instead of running')
    .option('--emergencies', 'print what trains have raised, instead of running')
    .option('--audit-heads', 'print where trains’ audit logs ended, as they told, instead of running')
    .action(lazily(async () => (await import('../commands/hub.ts')).hub, ending))
}
