import type { Command } from 'commander'
import { parseNumber, parseNumberPair, parseRideLength } from '../arguments.ts'
import { asking } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `look`. */
export const addLook = (program: Command, ending: Ending): void => {
  program
    .command('look')
    .description('Where satellites stand in the sky: azimuth, elevation, range and range rate for each request.')
    .requiredOption('--elements <file>', 'TLE, or OMM as JSON, CSV or XML')
    .requiredOption('--batch <file>', 'requests as CSV with the columns name,utc,lat_deg,lon_deg,height_m')
    .option('--dut1-s <seconds>', 'UT1 − UTC of the day (IERS Bulletin A)', parseNumber(-0.9, 0.9), 0)
    .option('--polar-motion-arcsec <x,y>', 'polar motion of the day (IERS Bulletin A)', parseNumberPair(-2, 2), [0, 0])
    .option('--refraction', 'as it seems through a mean atmosphere, for radio waves')
    .action(lazily(async () => (await import('../commands/look.ts')).look, ending))
}

/** `plan`. */
export const addPlan = (program: Command, ending: Ending): void => {
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
    .action(lazily(async () => (await import('../commands/plan.ts')).plan, ending))
}

/** `elements import` and `show`. */
export const addElements = (program: Command, ending: Ending): void => {
  const elements = program.command('elements').description('The elements that a train follows satellites by.')
  const placed = (command: Command): Command =>
    command
      .option('--into <file>', 'the file that the configuration names')
      .option('--state <dir>', 'the state folder of the train, whose elements come before the configured ones')
      .option('--as <name>', 'with --state: the name of the file that the configuration names')
  asking(
    placed(elements.command('import').description('Check new elements and put them in place of the present ones.')),
  )
    .argument('<file>', 'TLE, or OMM as JSON, CSV or XML')
    .action(lazily(async () => (await import('../commands/elements.ts')).elementsImport, ending))
  placed(elements.command('show').description('What is there, how old it is, and who is left alone.')).action(
    lazily(async () => (await import('../commands/elements.ts')).elementsShow, ending),
  )
  wantSubcommand(elements)
}
