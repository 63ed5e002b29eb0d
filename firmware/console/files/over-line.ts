import type { NamedFile, TransferFailure } from '../../../hal/file-transfer.ts'
import type { CommandContext, Outcome } from '../command.ts'
import { sha256Of } from './file-of.ts'

const BITS_A_BYTE = 10
/** Frames and escapes of ZMODEM, measured with compressed files. */
const OVERHEAD = 1.1
const WAIT_MS = 3_600_000

/** The deadline of a command that takes a file over the line; the transfer's own is sooner. */
export const TRANSFER_DEADLINE_MS = 4 * WAIT_MS

/** How long so many bytes take on a line, s. */
export const lineS = (bytes: number, baudRate: number, overhead = OVERHEAD): number =>
  (bytes * BITS_A_BYTE * overhead) / baudRate

/** `42 s`, `3 min`. */
export const durationText = ({ text }: Pick<CommandContext, 'text'>, seconds: number): string =>
  seconds < 100
    ? text('files.seconds', { count: Math.max(1, Math.ceil(seconds)) })
    : text('files.minutes', { count: Math.ceil(seconds / 60) })

export const refused = (line: string): Outcome => ({ lines: [line], data: { refused: line }, isBad: true })

const transferRefused = ({ text }: CommandContext, why: TransferFailure, atMostBytes: number): Outcome =>
  refused(text(`files.failed-${why}`, { most: Math.floor(atMostBytes / 1_000) }))

const onLine = async <T>(context: CommandContext, use: (line: ReturnType<CommandContext['openRaw']>) => Promise<T>) => {
  const line = context.openRaw()
  try {
    return await use(line)
  } finally {
    line.close()
  }
}

/** Sends a file by ZMODEM, and tells how it can be checked where it arrived. */
export const sendFile = async (context: CommandContext, file: NamedFile): Promise<Outcome> => {
  const { transfers, text, say, baudRate, ended, clock } = context
  if (!transfers) return refused(text('files.no-transfers'))
  const { name, bytes } = file
  const about = durationText(context, lineS(bytes.length, baudRate))
  say(text('files.sending', { name, bytes: bytes.length, about }))
  const beganMs = clock.nowMs()
  const result = await onLine(context, (line) => transfers.send(line, file, { baudRate, ended }))
  if (!result.ok) return transferRefused(context, result.why, bytes.length)
  const sha256 = sha256Of(bytes)
  const took = durationText(context, (clock.nowMs() - beganMs) / 1_000)
  return {
    lines: [text('files.sent', { name, bytes: bytes.length, took }), `sha256 ${sha256}`, text('files.check')],
    data: { name, bytes: bytes.length, sha256 },
  }
}

/** Waits for a file by ZMODEM; an outcome where none came. */
export const receiveFile = async (
  context: CommandContext,
  atMostBytes: number,
): Promise<{ file: NamedFile } | { refusal: Outcome }> => {
  const { transfers, text, say, baudRate, ended } = context
  if (!transfers) return { refusal: refused(text('files.no-transfers')) }
  say(text('files.waiting', { most: Math.floor(atMostBytes / 1_000) }))
  const result = await onLine(context, (line) => transfers.receive(line, { baudRate, ended, atMostBytes }))
  return result.ok ? { file: result.file } : { refusal: transferRefused(context, result.why, atMostBytes) }
}
