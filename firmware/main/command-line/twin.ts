import type { Command } from 'commander'
import { parsePort, parseSeed, parseUtc } from '../arguments.ts'
import { collect } from './common-options.ts'
import { type Ending, lazily } from './ending.ts'

/** `twin`. */
export const addTwin = (program: Command, ending: Ending): void => {
  program
    .command('twin')
    .description(
      'Serve a virtual device on a pseudo-terminal, for other people’s programs; `train` serves a whole train into a folder.',
    )
    .argument('<device>', 'gnss, gnss-roof-2, imu, modem, array, geo-modem, dish, selfant, lte, starlink, or train')
    .option(
      '--link <path>',
      'where to put the link to the pseudo-terminal (for a train: the folder); required, but of a device on TCP',
    )
    .option(
      '--protocol <name>',
      'gnss: nmea0183, ublox-m8, ublox-f9, ublox-m10 or ublox-f9-heading; dish: easycomm2, easycomm3, gs232a, gs232b, rot2prog or stepper',
    )
    .option(
      '--tcp-port <n>',
      'selfant: listen for its modem on 127.0.0.1 at this port, instead of --link; starlink: serve its clients there',
      parsePort,
    )
    .option('--rotctld-port <n>', 'dish: let clients of Hamlib’s rotctld aim it, on 127.0.0.1 at this port', parsePort)
    .option('--seed <n>', 'noise; the same seed gives the same device', parseSeed, 1)
    .option('--route <name>', 'ride this line instead of standing in Astana')
    .option(
      '--start <utc>',
      'when it begins, as 2026-05-31T15:00:00Z (default: that, or as the elements ask)',
      parseUtc,
    )
    .option('--elements <file>', 'satellites to fly, as TLE or OMM')
    .option('--fault <name@time[+duration]>', 'break something; repeatable', collect)
    .option('--without <device>', 'of a train: leave a device out of its configuration; repeatable', collect)
    .option('--self-pointing', 'of a train: two antennas that point themselves, and an RF switch, instead of the dish')
    .option('--starlink', 'of a train: a Starlink terminal besides')
    .option('--reverse', 'ride the line from its end to its start')
    .option('--coach-reversed', 'the coach runs tail first')
    .action(lazily(async () => (await import('../commands/twin.ts')).twin, ending))
}
