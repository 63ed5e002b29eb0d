import type { Command } from 'commander'
import { nearestWords } from '../../domain/nearest-words.ts'
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

const choose = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** The word that may have been meant, if one is near, and all there are. */
const adviceOf = (command: Command, given: string | undefined): string => {
  const words = command.commands.map((one) => one.name())
  const nearest = given === undefined ? [] : nearestWords(given, words)
  const group = command.parent ? `${command.name()} ` : ''
  const near = nearest.length > 0 ? `did you mean ${choose.format(nearest)}? ` : ''
  return `${near}give ${group}${choose.format(words)}; --help says more`
}

/**
 * A command that only has commands of its own: says which, in one line, whatever options stand behind.
 * Call it once all of them are added. Throws UsageError when none of them is given.
 */
export const wantSubcommand = (command: Command): void => {
  command
    .allowExcessArguments()
    .allowUnknownOption()
    .action(() => {
      const [given] = command.args
      // A lone option that nobody knows is itself what is wrong.
      if (given?.startsWith('-')) throw new UsageError(`unknown option '${given}'; ${adviceOf(command, undefined)}`)
      const wrong = given === undefined ? '' : `unknown command '${given}'; `
      throw new UsageError(`${wrong}${adviceOf(command, given)}`)
    })
}
