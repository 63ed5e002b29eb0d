import type { CommandReply } from '../../bus/commands.ts'
import { durationText } from '../../domain/duration.ts'
import { utcSecondsText } from './figures.ts'
import { hanging, type Sheet, type Tone } from './sheet.ts'

export type LogEntry = CommandReply<'log.show'>['entries'][number]

/** What a device or a person wrote may hold what moves a cursor, or turns a line about. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

const escaped = (text: string): string =>
  text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** By UTC where it was trusted, else since the machine started. */
const whenText = ({ utcMs, uptimeS }: LogEntry): string =>
  utcMs === undefined ? `+${durationText(uptimeS * 1000)}` : utcSecondsText(utcMs).replace(' UTC', 'Z')

const marks = { info: ' ', warning: '!', alarm: '!!' } as const
const tones: Readonly<Record<LogEntry['severity'], Tone | undefined>> = {
  info: undefined,
  warning: 'bad',
  alarm: 'bad',
}

const whyText = (reasons: readonly string[]): string => (reasons.length > 0 ? ` (${reasons.join('; ')})` : '')

/** One entry for people: when, how grave, of whom, what, and why. */
export const logEntryLines = (sheet: Sheet, entry: LogEntry): string[] => {
  const { severity, source, subject, text, reasons } = entry
  const words = escaped(`${source} ${subject}: ${text}${whyText(reasons)}`)
  return hanging(sheet, `${whenText(entry)} ${marks[severity].padEnd(2)} `, words, tones[severity])
}

/** One entry as a line of a file: columns apart by tabs. */
export const logFileLine = (entry: LogEntry): string => {
  const { number, severity, source, subject, text, reasons } = entry
  return [number, whenText(entry), severity, source, subject, escaped(`${text}${whyText(reasons)}`)].join('\t')
}
