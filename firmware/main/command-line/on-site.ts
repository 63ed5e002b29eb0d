import { type Command, Option } from 'commander'
import { parseModeLength, parseWindMps } from '../arguments.ts'
import { asking, STATE_FOLDER } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `lockout on`, `off`, `forget` and `show`: what a person on site orders is asked of the running interlock. */
export const addLockout = (program: Command, ending: Ending): void => {
  const lockout = program.command('lockout').description('Roof work: mute every transmitter and stop every axle.')
  asking(lockout.command('on').description('Lock out; it survives restarts, updates and power cuts.'))
    .requiredOption('--by <name>', 'who works on the roof')
    .requiredOption('--reason <text>', 'why')
    .action(lazily(async () => (await import('../commands/on-site.ts')).lockoutOn, ending))
  asking(lockout.command('off').description('Lift the lockout, once the roof is clear.'))
    .requiredOption('--by <name>', 'who lifts it')
    .action(lazily(async () => (await import('../commands/on-site.ts')).lockoutOff, ending))
  asking(
    lockout
      .command('forget')
      .description('What is latched cannot be read: begin anew, the roof clear and no order standing.'),
  )
    .requiredOption('--by <name>', 'who answers for it')
    .requiredOption('--reason <text>', 'why')
    .action(lazily(async () => (await import('../commands/on-site.ts')).lockoutForget, ending))
  asking(lockout.command('show').description('What keeps terminals from transmitting by somebody’s will.')).action(
    lazily(async () => (await import('../commands/on-site.ts')).lockoutShow, ending),
  )
  wantSubcommand(lockout)
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
  wantSubcommand(mute)
}

/** `mode`. */
export const addMode = (program: Command, ending: Ending): void => {
  asking(program.command('mode').description('Mute and stow antennas for a while; it ends by itself.'))
    .argument('<mode>', 'washing, depot, or normal to end it')
    .requiredOption('--by <name>', 'who asks for it')
    .addOption(
      new Option('--for <duration>', 'how long, up to 16h').argParser(parseModeLength).default(3_600_000, '1h'),
    )
    .action(lazily(async () => (await import('../commands/on-site.ts')).mode, ending))
}

const lasting = (command: Command): Command =>
  command.addOption(
    new Option('--for <duration>', 'how long, up to 16h').argParser(parseModeLength).default(3_600_000, '1h'),
  )

/** `stow on`, `wind`, `off` and `show`. */
export const addStow = (program: Command, ending: Ending): void => {
  const stow = program.command('stow').description('Lay mechanical antennas down for a while, as for wind.')
  lasting(asking(stow.command('on').description('Stow every mount; it ends by itself.')))
    .requiredOption('--by <name>', 'who asks for it')
    .requiredOption('--reason <text>', 'why')
    .action(lazily(async () => (await import('../commands/stow.ts')).stowOn, ending))
  lasting(asking(stow.command('wind').description('Tell how hard it blows: mounts stow by their limits.')))
    .requiredOption('--by <name>', 'who says so')
    .requiredOption('--mps <speed>', 'wind, gusts included, m/s', parseWindMps)
    .action(lazily(async () => (await import('../commands/stow.ts')).stowWind, ending))
  asking(stow.command('off').description('End both before their time.'))
    .requiredOption('--by <name>', 'who ends it')
    .action(lazily(async () => (await import('../commands/stow.ts')).stowOff, ending))
  asking(stow.command('show').description('How each mount stands, and what is ordered.')).action(
    lazily(async () => (await import('../commands/stow.ts')).stowShow, ending),
  )
  wantSubcommand(stow)
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
  wantSubcommand(transmissions)
}
