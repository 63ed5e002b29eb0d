import { type Command, Option } from 'commander'
import { parseModeLength } from '../arguments.ts'
import { asking, STATE_FOLDER } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `lockout on`, `off` and `show`: what a person on site orders is asked of the running interlock. */
export const addLockout = (program: Command, ending: Ending): void => {
  const lockout = program.command('lockout').description('Roof work: mute every transmitter and stop every axle.')
  asking(lockout.command('on').description('Lock out; it survives restarts, updates and power cuts.'))
    .requiredOption('--by <name>', 'who works on the roof')
    .requiredOption('--reason <text>', 'why')
    .action(lazily(async () => (await import('../commands/on-site.ts')).lockoutOn, ending))
  asking(lockout.command('off').description('Lift the lockout, once the roof is clear.'))
    .requiredOption('--by <name>', 'who lifts it')
    .action(lazily(async () => (await import('../commands/on-site.ts')).lockoutOff, ending))
  asking(lockout.command('show').description('What keeps terminals from transmitting by somebody’s will.')).action(
    lazily(async () => (await import('../commands/on-site.ts')).lockoutShow, ending),
  )
  wantSubcommand(lockout, 'lockout on, off or show')
}

/** `mute show`. */
export const addMute = (program: Command, ending: Ending): void => {
  const mute = program.command('mute').description('Why terminals are muted.')
  asking(
    mute
      .command('show')
      .description('Every condition with its value beside its limit; exit status 1 while a terminal is muted.'),
  )
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/mute.ts')).muteShow, ending))
  wantSubcommand(mute, 'mute show')
}

/** `mode`. */
export const addMode = (program: Command, ending: Ending): void => {
  asking(program.command('mode').description('Mute and hold antennas still for a while; it ends by itself.'))
    .argument('<mode>', 'washing, depot, or normal to end it')
    .requiredOption('--by <name>', 'who asks for it')
    .addOption(
      new Option('--for <duration>', 'how long, up to 16h').argParser(parseModeLength).default(3_600_000, '1h'),
    )
    .action(lazily(async () => (await import('../commands/on-site.ts')).mode, ending))
}

/** `transmissions export`, `verify` and `order`. */
export const addTransmissions = (program: Command, ending: Ending): void => {
  const transmissions = program.command('transmissions').description('The transmission log, and orders from shore.')
  transmissions
    .command('export')
    .description('The log as CSV on stdout.')
    .option('--state <dir>', 'the state folder of the train', STATE_FOLDER)
    .action(lazily(async () => (await import('../commands/transmissions.ts')).transmissionsExport, ending))
  transmissions
    .command('verify')
    .description('Whether each entry of the log follows the one before it.')
    .option('--state <dir>', 'the state folder of the train', STATE_FOLDER)
    .action(lazily(async () => (await import('../commands/transmissions.ts')).transmissionsVerify, ending))
  asking(
    transmissions.command('order').description('Hand a signed order to stop or release transmission to the interlock.'),
  )
    .argument('<text>', 'the order, as it came')
    .action(lazily(async () => (await import('../commands/on-site.ts')).transmissionsOrder, ending))
  wantSubcommand(transmissions, 'transmissions export, verify or order')
}
