import type { Command } from 'commander'
import { parseDate } from '../arguments.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `gnss decode`. */
export const addGnss = (program: Command, ending: Ending): void => {
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
    .action(lazily(async () => (await import('../commands/gnss-decode.ts')).gnssDecode, ending))
  wantSubcommand(gnss, 'gnss decode FILE')
}
