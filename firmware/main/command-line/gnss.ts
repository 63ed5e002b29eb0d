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
      'a day of when the bytes were recorded, as 2014-02-19; give it for a log older than this firmware. Receivers lose count of weeks every 1024: a date is moved by as many to be nearest to it, but to none before 2017 (the last leap second) if it is later (default: to be no earlier than this firmware)',
      parseDate,
    )
    .argument('<file>', 'the bytes; - for standard input')
    .action(lazily(async () => (await import('../commands/gnss-decode.ts')).gnssDecode, ending))
  wantSubcommand(gnss)
}
