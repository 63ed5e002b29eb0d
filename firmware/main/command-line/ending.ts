import type { Command } from 'commander'
import { UsageError } from '../../usage-error.ts'
import type { StopSignal } from '../stop-signal.ts'

/** What a command's module offers: it does the work and says how it ended. */
type Action = (options: never, stop: StopSignal, ...operands: string[]) => Promise<number>

/** How a command is told to stop, and where it says how it ended. */
export interface Ending {
  stop: StopSignal
  done(status: number): void
}

/** Loads a command's module only when it is called: `--help` stays quick. */
export const lazily =
  (load: () => Promise<Action>, { stop, done }: Ending) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command
    const operands = command.processedArgs as string[]
    done(await (await load())(command.opts() as never, stop, ...operands))
  }

/** A command that only has commands of its own: says which, in one line. Throws UsageError when none of them is given. */
export const wantSubcommand = (command: Command, which: string): void => {
  command.allowExcessArguments().action(() => {
    const [given] = command.args
    const wrong = given === undefined ? '' : `unknown command '${given}'; `
    throw new UsageError(`${wrong}give ${which}; --help says more`)
  })
}
