import type { Command } from 'commander'
import { type Ending, lazily } from './ending.ts'

/** `console`. */
export const addConsole = (program: Command, ending: Ending): void => {
  program
    .command('console')
    .description('Open the console of a ride, or of a train on a cable, with the terminal program that is there.')
    .argument('[port]', 'serial port or pseudo-terminal (default: that of the ride that runs here)')
    .action(lazily(async () => (await import('../commands/console.ts')).console, ending))
}
