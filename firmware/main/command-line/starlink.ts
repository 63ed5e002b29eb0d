import type { Command } from 'commander'
import { asking } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

const NAME = 'as the configuration names it'

/** An order that is logged under a name. */
const ordering = (starlink: Command, name: string, does: string): Command =>
  asking(starlink.command(name).description(does))
    .argument('<name>', NAME)
    .requiredOption('--by <name>', 'who orders it; it is kept')

const FORCE = ['--force', 'also where it is the only link that carries emergency'] as const

/** `starlink show`, orders, `map` and `diagnostics`. */
export const addStarlink = (program: Command, ending: Ending): void => {
  const starlink = program.command('starlink').description('Starlink terminals: how they do, and orders to them.')
  asking(starlink.command('show').description('What each says, its last 15 min, and the last orders.'))
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/starlink.ts')).starlinkShow, ending))
  ordering(starlink, 'reboot', 'Restart one: traffic leaves it first, and it is away for minutes.')
    .option(...FORCE)
    .action(lazily(async () => (await import('../commands/starlink.ts')).starlinkOrder('reboot'), ending))
  ordering(starlink, 'stow', 'Lay one down: traffic leaves it first.')
    .option(...FORCE)
    .action(lazily(async () => (await import('../commands/starlink.ts')).starlinkOrder('stow'), ending))
  ordering(starlink, 'unstow', 'Raise one that was stowed.').action(
    lazily(async () => (await import('../commands/starlink.ts')).starlinkOrder('unstow'), ending),
  )
  ordering(starlink, 'clear-map', 'Have one forget what hides its sky, as after it was moved.').action(
    lazily(async () => (await import('../commands/starlink.ts')).starlinkOrder('clear-map'), ending),
  )
  asking(starlink.command('map').description('What hides its sky, as a picture.'))
    .argument('<name>', NAME)
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/starlink.ts')).starlinkMap, ending))
  asking(starlink.command('diagnostics').description('Its versions and its self test.'))
    .argument('<name>', NAME)
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/starlink.ts')).starlinkDiagnostics, ending))
  wantSubcommand(starlink)
}
