import type { Command } from 'commander'
import { asking } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `emergency raise`, `show` and `cancel`. */
export const addEmergency = (program: Command, ending: Ending): void => {
  const emergency = program.command('emergency').description('Tell the shore of an emergency on the train.')
  asking(emergency.command('raise').description('By every link at once and by text, until the shore has it.'))
    .argument('<text>', 'what it is, in one line of 200 letters at most; the place is added')
    .requiredOption('--by <name>', 'who says so')
    .action(lazily(async () => (await import('../commands/emergency.ts')).emergencyRaise, ending))
  asking(emergency.command('show').description('Which there are, and how each stands on each way.'))
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/emergency.ts')).emergencyShow, ending))
  asking(emergency.command('cancel').description('It is over, or was none: the shore is told.'))
    .argument('[id]', 'as show has it; needed where several are open')
    .requiredOption('--by <name>', 'who says so')
    .option('--all', 'all that are open')
    .action(lazily(async () => (await import('../commands/emergency.ts')).emergencyCancel, ending))
  wantSubcommand(emergency)
}
