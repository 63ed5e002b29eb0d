/** One orbit message with the place that it has in its file: a line of CSV, else its number, from 1. */
export interface Message {
  line: number
  keywords: unknown
}

/** The messages of a file, each cut out and parsed as it is asked for; at the end why the file is not whole, in words that follow its name. */
export type Messages = Generator<Message, string | undefined>

/** A message is some hundred characters, in XML two thousand: what is longer is none, and would hold up whoever reads it. */
export const LONGEST_MESSAGE_CHARS = 20_000

export const tooLong = (number: number): string =>
  `message ${number} is longer than ${LONGEST_MESSAGE_CHARS} characters`

/** What a parser gave, or what it found wrong, in one line. */
export const attempt = <T>(form: 'JSON' | 'CSV' | 'XML', parse: () => T): { parsed: T } | { wrong: string } => {
  try {
    return { parsed: parse() }
  } catch (error) {
    return { wrong: `is not ${form}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}` }
  }
}

/** Without the mark that some programs put before UTF-8. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '')
