import type { NamedFile } from '../../../hal/file-transfer.ts'
import { type Argument, choiceArgument, optional } from '../argument.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import { textFileOf } from '../files/file-of.ts'
import { durationText, lineS, receiveFile, refused, sendFile, TRANSFER_DEADLINE_MS } from '../files/over-line.ts'
import { exportText, importText } from '../files/over-text.ts'
import { BRIEF_AT_MOST_BYTES, supportBundle } from '../files/support-bundle.ts'
import { configurationTaken, elementsTaken, type Takeable, takeFile } from '../files/taken.ts'
import type { MessageKey } from '../messages.ts'
import { noReply } from '../no-reply.ts'
import { logLines } from './log.ts'

const hash: Argument<string> = {
  label: 'SHA256',
  help: 'files.hash',
  range: '8..64',
  read: (text) =>
    /^[0-9a-f]{8,64}$/i.test(text) ? { value: text } : { key: 'files.no-hash', values: { label: 'SHA256', text } },
}
const brief = optional(choiceArgument({ label: 'brief', help: 'files.brief', choices: ['brief'] as const }))

type Put = (context: CommandContext, file: NamedFile) => Promise<Outcome>
type Get = (context: CommandContext, atMostBytes: number) => Promise<{ file: NamedFile } | { refusal: Outcome }>

/** A line and its end, a checksum and a number beside base64. */
const TEXT_OVERHEAD = (4 / 3) * 1.25

interface Out {
  words: readonly string[]
  help: MessageKey
  put: Put
  /** Characters on the line for a byte of the file. */
  overhead?: number
}

const logOut = ({ words, help, put }: Out): ConsoleCommand =>
  command({
    words: [...words, 'log'],
    arguments: {},
    help,
    role: 'technician',
    deadlineMs: TRANSFER_DEADLINE_MS,
    run: async (context) => {
      const lines = await logLines(context)
      if ('reason' in lines) return noReply(context, lines, 'alarms')
      return put(context, textFileOf('log', context.config.train.id, `${lines.join('\n')}\n`))
    },
  })

const bundleOut = ({ words, help, put, overhead }: Out): ConsoleCommand =>
  command({
    words: [...words, 'support-bundle'],
    arguments: { brief },
    help,
    role: 'technician',
    deadlineMs: TRANSFER_DEADLINE_MS,
    run: async (context, { brief: isBrief }) => {
      const { text, confirm, baudRate, say } = context
      say(text('files.gathering'))
      const file = await supportBundle(context, isBrief !== undefined)
      const about = durationText(context, lineS(file.bytes.length, baudRate, overhead))
      const size = { kilobytes: (file.bytes.length / 1_000).toFixed(1), baudRate, about }
      const question = text('files.bundle-question', { ...size, brief: BRIEF_AT_MOST_BYTES / 1_000 })
      return (await confirm(question)) ? put(context, file) : refused(text('line.not-done'))
    },
  })

interface In {
  words: readonly string[]
  get: Get
}

const taking = async (context: CommandContext, get: Get, takeable: Takeable, wanted?: string): Promise<Outcome> => {
  const got = await get(context, takeable.atMostBytes)
  return 'file' in got ? takeFile(context, got.file, { takeable, wanted }) : got.refusal
}

const configurationIn = ({ words, get }: In): ConsoleCommand =>
  command({
    words: [...words, 'configuration'],
    arguments: { hash: optional(hash) },
    help: 'files.help-receive-configuration',
    role: 'engineer',
    deadlineMs: TRANSFER_DEADLINE_MS,
    run: (context, { hash: wanted }) => taking(context, get, configurationTaken, wanted),
  })

const elementsIn = ({ words, get }: In): ConsoleCommand =>
  command({
    words: [...words, 'elements'],
    arguments: {
      terminal: choiceArgument({ label: 'TERMINAL', help: 'files.terminal', choices: ({ terminals }) => terminals }),
      hash: optional(hash),
    },
    help: 'files.help-receive-elements',
    role: 'engineer',
    deadlineMs: TRANSFER_DEADLINE_MS,
    run: (context, { terminal, hash: wanted }) => taking(context, get, elementsTaken(terminal), wanted),
  })

const ways: readonly In[] = [
  { words: ['receive'], get: receiveFile },
  { words: ['import', '--text'], get: importText },
]

const exportWords = ['export', '--text']

/** Files over the cable. */
export const fileCommands: readonly ConsoleCommand[] = [
  bundleOut({ words: [], help: 'files.help-bundle-alone', put: sendFile }),
  bundleOut({ words: ['send'], help: 'files.help-bundle', put: sendFile }),
  logOut({ words: ['send'], help: 'files.help-send-log', put: sendFile }),
  bundleOut({ words: exportWords, help: 'files.help-export-bundle', put: exportText, overhead: TEXT_OVERHEAD }),
  logOut({ words: exportWords, help: 'files.help-export-log', put: exportText }),
  ...ways.flatMap((way) => [configurationIn(way), elementsIn(way)]),
]
