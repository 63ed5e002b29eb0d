import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { serviceNames } from '../bus/services.ts'
import { UsageError } from '../usage-error.ts'
import {
  parseDate,
  parseNumber,
  parseNumberPair,
  parsePort,
  parseRideLength,
  parseSeed,
  parseSpeed,
} from './arguments.ts'
import { exitStatusOf, sayError } from './say-error.ts'
import type { StopSignal } from './stop-signal.ts'
import { version } from './version.ts'

const BUS_FOLDER = '/run/steppelink/bus'
const STATE_FOLDER = '/var/lib/steppelink/state'

const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value]

const parseService = (value: string, earlier: string[] = []): string[] => {
  if (!serviceNames.some((name) => name === value))
    throw new InvalidArgumentError(`services: ${serviceNames.join(', ')}.`)
  return [...earlier, value]
}

/** What a command's module offers: it does the work and says how it ended. */
type Action = (options: never, stop: StopSignal, ...operands: string[]) => Promise<number>

interface Ending {
  stop: StopSignal
  done(status: number): void
}

/** Loads a command's module only when it is called: `--help` stays quick. */
const lazily =
  (load: () => Promise<Action>, { stop, done }: Ending) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command
    const operands = command.processedArgs as string[]
    done(await (await load())(command.opts() as never, stop, ...operands))
  }

/** A command that only has commands of its own: says which, in one line. */
const wantSubcommand = (command: Command, which: string): void => {
  command.allowExcessArguments().action(() => {
    const [given] = command.args
    const wrong = given === undefined ? '' : `unknown command '${given}'; `
    throw new UsageError(`${wrong}give ${which}; --help says more`)
  })
}

const addRide = (program: Command, ending: Ending): void => {
  program
    .command('ride')
    .description('Ride a virtual train with the real firmware: every device is served by the twin.')
    .option('--route <name>', 'the line to ride, from hardware/routes', 'astana-almaty')
    .option(
      '--speed <speed>',
      '1: real time, over pseudo-terminals and ZeroMQ; N or max: one process on a simulated clock',
      parseSpeed,
      1,
    )
    .option(
      '--for <duration>',
      'how long to ride, such as 90s, 10m, 17h (default: to the end of the line)',
      parseRideLength,
    )
    .option('--seed <n>', 'weather, noise and people; the same seed gives the same ride', parseSeed, 1)
    .option('--elements <file>', 'satellites to fly, as TLE (default: a synthetic constellation)')
    .addOption(
      new Option(
        '--fidelity <kind>',
        'of an accelerated ride: full keeps every rate, journey lowers them (default: journey from 4h on)',
      ).choices(['journey', 'full']),
    )
    .option(
      '--fault <name@time[+duration]>',
      'break something, such as gnss-silent@30s+20s; repeatable. --fault list: what there is',
      collect,
    )
    .option(
      '--gpsd-port <n>',
      'serve gpsd clients on 127.0.0.1 at this port, 0: none (default: 2947 in real time, else none)',
      parsePort,
    )
    .option('--without <device>', 'ride without a device that nothing else needs; repeatable', collect)
    .option('--reverse', 'ride the line from its end to its start')
    .option('--coach-reversed', 'the coach runs tail first: its body looks against the direction of travel')
    .option('--report <dir>', 'write the summary and the events into this folder')
    .option('--state <dir>', 'begin with what an earlier ride left here, and leave what this one learns')
    .option('--json', 'print the summary as one JSON object on stdout')
    .action(lazily(async () => (await import('./commands/ride.ts')).ride, ending))
}

const addRun = (program: Command, ending: Ending): void => {
  program
    .command('run')
    .description('Run the services on real devices.')
    .requiredOption('--config <file>', 'the train, as YAML')
    .option(
      '--service <name>',
      `only this service, in this process; repeatable: ${serviceNames.join(', ')}`,
      parseService,
    )
    .option('--bus <dir>', 'folder of the sockets between services', BUS_FOLDER)
    .option('--gpsd-port <n>', 'serve gpsd clients at this port, whatever the configuration says; 0: none', parsePort)
    .option('--state <dir>', 'keep what survives a restart here, whatever the configuration says')
    .option('--wait', 'wait for devices that are not there yet, instead of ending')
    .action(lazily(async () => (await import('./commands/run.ts')).run, ending))
}

const addConfig = (program: Command, ending: Ending): void => {
  const config = program.command('config').description('Look at configurations.')
  config
    .command('check')
    .description('Check a train’s configuration; every mistake is named by path, value and range.')
    .argument('<file>', 'the train, as YAML')
    .action(lazily(async () => (await import('./commands/config-check.ts')).configCheck, ending))
  wantSubcommand(config, 'config check FILE')
}

const addGnss = (program: Command, ending: Ending): void => {
  const gnss = program.command('gnss').description('Work with receivers’ bytes.')
  gnss
    .command('decode')
    .description(
      'Decode a receiver’s NMEA 0183, UBX and RTCM 3, mixed as they come, to gpsd’s JSON lines (TPV, SKY, ATT).',
    )
    .option(
      '--now <date>',
      'about when the bytes were recorded, as 2026-05-31: dates are taken for the era nearest to it (default: not before this firmware)',
      parseDate,
    )
    .argument('<file>', 'the bytes; - for standard input')
    .action(lazily(async () => (await import('./commands/gnss-decode.ts')).gnssDecode, ending))
  wantSubcommand(gnss, 'gnss decode FILE')
}

const addTwin = (program: Command, ending: Ending): void => {
  program
    .command('twin')
    .description(
      'Serve a virtual device on a pseudo-terminal, for other people’s programs; `train` serves a whole train into a folder.',
    )
    .argument('<device>', 'gnss, gnss-roof-2, imu, modem, array, geo-modem, dish, lte, or train')
    .option(
      '--link <path>',
      'where to put the link to the pseudo-terminal (for a train: the folder); required, but of a dish with --rotctld-port',
    )
    .option(
      '--protocol <name>',
      'gnss: nmea0183, ublox-m8, ublox-f9, ublox-m10 or ublox-f9-heading; dish: easycomm2, easycomm3, gs232a, gs232b or rot2prog',
    )
    .option('--rotctld-port <n>', 'dish: let clients of Hamlib’s rotctld aim it, on 127.0.0.1 at this port', parsePort)
    .option('--seed <n>', 'noise; the same seed gives the same device', parseSeed, 1)
    .option('--route <name>', 'ride this line instead of standing in Astana')
    .option('--elements <file>', 'satellites to fly, as TLE')
    .option('--fault <name@time[+duration]>', 'break something; repeatable', collect)
    .option('--without <device>', 'of a train: leave a device out of its configuration; repeatable', collect)
    .option('--reverse', 'ride the line from its end to its start')
    .option('--coach-reversed', 'the coach runs tail first')
    .action(lazily(async () => (await import('./commands/twin.ts')).twin, ending))
}

const addLook = (program: Command, ending: Ending): void => {
  program
    .command('look')
    .description('Where satellites stand in the sky: azimuth, elevation, range and range rate for each request.')
    .requiredOption('--elements <file>', 'TLE, or OMM as JSON, CSV or XML')
    .requiredOption('--batch <file>', 'requests as CSV with the columns name,utc,lat_deg,lon_deg,height_m')
    .option('--dut1-s <seconds>', 'UT1 − UTC of the day (IERS Bulletin A)', parseNumber(-0.9, 0.9), 0)
    .option('--polar-motion-arcsec <x,y>', 'polar motion of the day (IERS Bulletin A)', parseNumberPair(-2, 2), [0, 0])
    .option('--refraction', 'as it seems through a mean atmosphere, for radio waves')
    .action(lazily(async () => (await import('./commands/look.ts')).look, ending))
}

const addPlan = (program: Command, ending: Ending): void => {
  program
    .command('plan')
    .description('Which satellite to follow when, along a way: the most service less the cost of handovers.')
    .requiredOption('--elements <file>', 'TLE, or OMM as JSON, CSV or XML')
    .requiredOption(
      '--positions <file>',
      'the way as CSV with the columns utc,lat_deg,lon_deg,height_m, one row a step',
    )
    .option('--mask-deg <deg>', 'lowest elevation that serves', parseNumber(0, 89), 25)
    .option(
      '--handover-cost-s <seconds>',
      'what a handover costs, in seconds of mean best capacity',
      parseNumber(0, 3_600),
      5,
    )
    .option(
      '--reference-range-km <km>',
      'range at which the signal is 10 dB above the noise in the zenith',
      parseNumber(100, 100_000),
      1_200,
    )
    .option(
      '--horizon <duration>',
      'each decision sees no further than this, such as 10m (default: the whole way at once)',
      parseRideLength,
    )
    .option('--json', 'print one JSON object on stdout')
    .action(lazily(async () => (await import('./commands/plan.ts')).plan, ending))
}

/** What a person on site orders: it is asked of the running interlock. */
const addOnSite = (program: Command, ending: Ending): void => {
  const onSite = () => import('./commands/on-site.ts')
  const asking = (command: Command): Command =>
    command.option('--bus <dir>', 'folder of the sockets between services', BUS_FOLDER)
  const lockout = program.command('lockout').description('Roof work: mute every transmitter and stop every axle.')
  asking(lockout.command('on').description('Lock out; it survives restarts, updates and power cuts.'))
    .requiredOption('--by <name>', 'who works on the roof')
    .requiredOption('--reason <text>', 'why')
    .action(lazily(async () => (await onSite()).lockoutOn, ending))
  asking(lockout.command('off').description('Lift the lockout, once the roof is clear.'))
    .requiredOption('--by <name>', 'who lifts it')
    .action(lazily(async () => (await onSite()).lockoutOff, ending))
  asking(lockout.command('show').description('What keeps terminals from transmitting by somebody’s will.')).action(
    lazily(async () => (await onSite()).lockoutShow, ending),
  )
  wantSubcommand(lockout, 'lockout on, off or show')
  asking(program.command('mode').description('Mute and stow for a while; it ends by itself.'))
    .argument('<mode>', 'washing, depot, or normal to end it')
    .requiredOption('--by <name>', 'who asks for it')
    .option('--for <duration>', 'how long, up to 16h', parseRideLength, 3_600_000)
    .action(lazily(async () => (await onSite()).mode, ending))
  const transmissions = program.command('transmissions').description('The transmission log, and orders from shore.')
  const log = () => import('./commands/transmissions.ts')
  transmissions
    .command('export')
    .description('The log as CSV on stdout.')
    .option('--state <dir>', 'the state folder of the train', STATE_FOLDER)
    .action(lazily(async () => (await log()).transmissionsExport, ending))
  transmissions
    .command('verify')
    .description('Whether each entry of the log follows the one before it.')
    .option('--state <dir>', 'the state folder of the train', STATE_FOLDER)
    .action(lazily(async () => (await log()).transmissionsVerify, ending))
  asking(
    transmissions.command('order').description('Hand a signed order to stop or release transmission to the interlock.'),
  )
    .argument('<text>', 'the order, as it came')
    .action(lazily(async () => (await onSite()).transmissionsOrder, ending))
  wantSubcommand(transmissions, 'transmissions export, verify or order')
}

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
  for (const add of [addRide, addRun, addConfig, addGnss, addTwin, addLook, addPlan, addOnSite])
    add(program, { stop, done })
  // After its commands, which would inherit its tolerance of words too many.
  wantSubcommand(program, 'ride, run, config, gnss, twin, look, plan, lockout, mode or transmissions')
  try {
    await program.parseAsync(args, { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    sayError(error)
    return exitStatusOf(error)
  }
}
