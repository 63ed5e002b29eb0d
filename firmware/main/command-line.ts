import { Command, CommanderError } from 'commander'
import { addModem, addText } from './command-line/cellular.ts'
import { addConfig } from './command-line/config.ts'
import { addConsole } from './command-line/console.ts'
import { addAudit, addDepot } from './command-line/depot.ts'
import { addEmergency } from './command-line/emergency.ts'
import { type Ending, wantSubcommand } from './command-line/ending.ts'
import { addGnss } from './command-line/gnss.ts'
import { addHub } from './command-line/hub.ts'
import { addJourney } from './command-line/journey.ts'
import { addCoverage, addOutage, addUsage, addWhy } from './command-line/links.ts'
import { addNetwork } from './command-line/network.ts'
import { addLockout, addMode, addMute, addStow, addTransmissions } from './command-line/on-site.ts'
import { addRide } from './command-line/ride.ts'
import { addRun } from './command-line/run.ts'
import { addElements, addLook, addPlan } from './command-line/satellites.ts'
import { addStarlink } from './command-line/starlink.ts'
import { addTwin } from './command-line/twin.ts'
import { exitStatusOf, sayError } from './say-error.ts'
import type { StopSignal } from './stop-signal.ts'
import { version } from './version.ts'

/** In the order in which `--help` lists them. */
const commandGroups: readonly ((program: Command, ending: Ending) => void)[] = [
  addRide,
  addRun,
  addConsole,
  addConfig,
  addGnss,
  addTwin,
  addLook,
  addPlan,
  addElements,
  addJourney,
  addEmergency,
  addLockout,
  addMode,
  addMute,
  addStow,
  addTransmissions,
  addAudit,
  addDepot,
  addModem,
  addText,
  addWhy,
  addOutage,
  addCoverage,
  addUsage,
  addStarlink,
  addHub,
  addNetwork,
]

/** What commander says, in one line that begins with our name. */
const oneLine = (text: string): string =>
  `${text
    .replace(/^error: /, 'steppelink: ')
    .replace(' is invalid. ', ' is invalid: ')
    .trim()
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')}\n`

/** Runs one command; the exit status is 0 only for success, 2 for what the caller can mend. */
export const runCommandLine = async (args: readonly string[], stop: StopSignal): Promise<number> => {
  let status = 0
  const done = (ended: number): void => {
    status = ended
  }
  const program = new Command('steppelink')
  program
    .description('Firmware that keeps passenger trains online across the Kazakh steppe.')
    .version(version(), '--version', 'print the version')
  program.exitOverride().configureOutput({ outputError: (text, write) => write(oneLine(text)) })
  for (const add of commandGroups) add(program, { stop, done })
  // After its commands, which would inherit its tolerance of words too many.
  wantSubcommand(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    sayError(error)
    return exitStatusOf(error)
  }
}
