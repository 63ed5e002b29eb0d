import { type Command, Option } from 'commander'
import { parseTrainNumber } from '../arguments.ts'
import { asking } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `journey show`, `set` and `clear`: asked of the running navigation. */
export const addJourney = (program: Command, ending: Ending): void => {
  const journey = program.command('journey').description('Which train this is, on which line, from where to where.')
  asking(journey.command('show').description('The journey as it is known now.')).action(
    lazily(async () => (await import('../commands/journey.ts')).journeyShow, ending),
  )
  asking(journey.command('set').description('Say what position cannot tell; it stands until the journey ends.'))
    .option('--train <number>', 'the train number, up to 16 characters, such as 009', parseTrainNumber)
    .option('--line <id>', 'the line, from hardware/routes')
    .addOption(
      new Option(
        '--direction <way>',
        'up: kilometres of the line rise, away from its first station; down: back to it',
      ).choices(['up', 'down']),
    )
    .action(lazily(async () => (await import('../commands/journey.ts')).journeySet, ending))
  asking(journey.command('clear').description('Take back what was set: all is found from position again.')).action(
    lazily(async () => (await import('../commands/journey.ts')).journeyClear, ending),
  )
  wantSubcommand(journey)
}
