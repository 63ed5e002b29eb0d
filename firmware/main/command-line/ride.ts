import { type Command, Option } from 'commander'
import { parsePort, parseRideLength, parseSeed, parseSpeed } from '../arguments.ts'
import { collect } from './common-options.ts'
import { type Ending, lazily } from './ending.ts'

/** `ride`. */
export const addRide = (program: Command, ending: Ending): void => {
  program
    .command('ride')
    .description('Ride a virtual train with the real firmware: every device is served by the twin.')
    .option(
      '--route <name>',
      'the line to ride: aktobe-almaty, astana-almaty, astana-borovoe, astana-oskemen, kyzylorda-semey or semey-oskemen-lokot',
      'astana-almaty',
    )
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
    .option('--elements <file>', 'satellites to fly, as TLE or OMM (default: a synthetic constellation)')
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
    .option(
      '--without <device>',
      'ride without a device that nothing else needs: gnss, gnss-roof-2, imu or odometer; repeatable',
      collect,
    )
    .option('--self-pointing', 'with two antennas that point themselves, and an RF switch, instead of the dish')
    .option('--starlink', 'with a Starlink terminal besides')
    .option('--reverse', 'ride the line from its end to its start')
    .option('--coach-reversed', 'the coach runs tail first: its body looks against the direction of travel')
    .option('--console <path>', 'put a link to the technician’s console here (default: one that npm run console finds)')
    .option('--no-console', 'ride without the technician’s console')
    .option('--report <dir>', 'write the summary and the events into this folder')
    .option('--state <dir>', 'begin with what an earlier ride left here, and leave what this one learns')
    .option('--json', 'print the summary as one JSON object on stdout')
    .action(lazily(async () => (await import('../commands/ride.ts')).ride, ending))
}
