import { type Argument, optional } from '../argument.ts'
import type { CommandContext, ConsoleCommand, Outcome } from '../command.ts'
import { command } from '../command.ts'
import { textFileOf } from '../files/file-of.ts'
import { receiveFile, sendFile, TRANSFER_DEADLINE_MS } from '../files/over-line.ts'
import { configurationTaken, type Takeable, takeFile } from '../files/taken.ts'
import { noReply } from '../no-reply.ts'
import { logLines } from './log.ts'

const hash: Argument<string> = {
  label: 'SHA256',
  help: 'files.hash',
  range: '8..64',
  read: (text) =>
    /^[0-9a-f]{8,64}$/i.test(text) ? { value: text } : { key: 'files.no-hash', values: { label: 'SHA256', text } },
}

const sendLog = command({
  words: ['send', 'log'],
  arguments: {},
  help: 'files.help-send-log',
  role: 'technician',
  deadlineMs: TRANSFER_DEADLINE_MS,
  run: async (context) => {
    const lines = await logLines(context)
    if ('reason' in lines) return noReply(context, lines, 'alarms')
    return sendFile(context, textFileOf('log', context.config.train.id, `${lines.join('\n')}\n`))
  },
})

const received = async (context: CommandContext, takeable: Takeable, wanted: string | undefined): Promise<Outcome> => {
  const got = await receiveFile(context, takeable.atMostBytes)
  return 'file' in got ? takeFile(context, got.file, { takeable, wanted }) : got.refusal
}

const receiveConfiguration = command({
  words: ['receive', 'configuration'],
  arguments: { hash: optional(hash) },
  help: 'files.help-receive-configuration',
  role: 'engineer',
  deadlineMs: TRANSFER_DEADLINE_MS,
  run: (context, { hash: wanted }) => received(context, configurationTaken, wanted),
})

/** Files over the cable. */
export const fileCommands: readonly ConsoleCommand[] = [sendLog, receiveConfiguration]
