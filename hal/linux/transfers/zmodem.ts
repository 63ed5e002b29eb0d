import type { FileTransfers, NamedFile, TransferLine } from '../../file-transfer.ts'
import { emptySpools, filesIn, hasRoom, putFile, withSpool } from './spool.ts'
import { runTransfer } from './transfer-child.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/
const BITS_A_BYTE = 10
/** Noise, a slow radio serial adapter, and escapes, which at worst double a file. */
const SLOWER_AT_MOST = 4
const AT_LEAST_MS = 180_000
/** Of `rz`, 0.1 s: sooner than its usual 10 s it asks again for what noise took. */
const TIMEOUT_DS = '50'
/** What `rz` keeps back of a file, so that its growth is seen on a slow line too. */
const BUFFER_BYTES = '1024'
/** What comes again after noise, and escapes. */
const AGAIN_AT_MOST = 8
const FRAMES_BYTES = 65_536
/** What comes after the end is no key of a person. */
const QUIET_MS = 300
const QUIET_AT_MOST_MS = 3_000

const deadlineMs = (bytes: number, baudRate: number): number =>
  AT_LEAST_MS + (1_000 * SLOWER_AT_MOST * bytes * BITS_A_BYTE) / baudRate

/** About 0.7 s of the line: so much is sent in vain when noise tore a hole, and a terminal's answer takes less. */
const windowBytes = (baudRate: number): number => Math.max(1_024, Math.min(16_384, Math.round(baudRate / 14)))

/** Waits until the other end is silent. */
const untilQuiet = (line: TransferLine): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(quiet)
      clearTimeout(most)
      resolve()
    }
    const most = setTimeout(end, QUIET_AT_MOST_MS)
    let quiet = setTimeout(end, QUIET_MS)
    line.onData(() => {
      clearTimeout(quiet)
      quiet = setTimeout(end, QUIET_MS)
    })
  })

const send = (folder: string): FileTransfers['send'] => {
  return async (line, file, { baudRate, ended }) => {
    if (!NAME.test(file.name)) throw new RangeError(`${file.name}: is no name for a file that is sent`)
    const { length } = file.bytes
    if (!(await hasRoom(folder, length))) return { ok: false, why: 'no-room' }
    const end = await withSpool(folder, async (spool) => {
      await putFile(spool, file)
      const window = ['--windowsize', String(windowBytes(baudRate))]
      return runTransfer(line, {
        program: 'sz',
        args: ['--binary', '--restricted', '--resume', '--quiet', ...window, '--', file.name],
        spool,
        fileAtMostBytes: length,
        heardAtMostBytes: length + FRAMES_BYTES,
        deadlineMs: deadlineMs(length, baudRate),
        ended,
      })
    })
    if (!ended.aborted) await untilQuiet(line)
    return end === 'done' ? { ok: true } : { ok: false, why: end }
  }
}

const receive = (folder: string): FileTransfers['receive'] => {
  return async (line, { baudRate, ended, atMostBytes }) => {
    if (!(await hasRoom(folder, atMostBytes))) return { ok: false, why: 'no-room' }
    const { end, files } = await withSpool(folder, async (spool) => {
      const end = await runTransfer(line, {
        program: 'rz',
        // Twice: no hidden file, no folder, none that is there. Without --allow-remote-commands none is carried out.
        args: [
          '--binary',
          '--restricted',
          '--restricted',
          '--quiet',
          '--timeout',
          TIMEOUT_DS,
          '--bufsize',
          BUFFER_BYTES,
        ],
        spool,
        fileAtMostBytes: atMostBytes,
        heardAtMostBytes: AGAIN_AT_MOST * atMostBytes + FRAMES_BYTES,
        deadlineMs: deadlineMs(atMostBytes, baudRate),
        ended,
      })
      const files: readonly NamedFile[] = end === 'done' ? await filesIn(spool, atMostBytes) : []
      return { end, files }
    })
    if (!ended.aborted) await untilQuiet(line)
    if (end !== 'done') return { ok: false, why: end }
    const [file, another] = files
    if (another) return { ok: false, why: 'too-many-files' }
    return file ? { ok: true, file } : { ok: false, why: 'broken-off' }
  }
}

/**
 * ZMODEM by Debian's `sz` and `rz`, each run for one file in an empty folder below `folder`, without a shell, with remote commands off. What a
 * process that was killed has left there is taken away first.
 */
export const zmodemTransfers = async (folder: string): Promise<FileTransfers> => {
  await emptySpools(folder)
  return { send: send(folder), receive: receive(folder) }
}
