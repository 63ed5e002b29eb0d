import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { gnssDecoder } from '../../../drivers/gnss/decoder.ts'
import { BUILD_UTC_MS } from '../../../drivers/gnss/epoch/era.ts'
import type { GnssReport } from '../../../drivers/gnss/gnss.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { AsciiBuffer, ascii } from '../../domain/ascii-buffer.ts'
import { writeGpsdJson } from '../../domain/gpsd-json.ts'
import { UsageError } from '../../usage-error.ts'
import { decodeNotes } from '../decode-notes.ts'
import type { StopSignal } from '../stop-signal.ts'

const CHUNK_BYTES = 256 * 1024
const LINES_BYTES = 1024 * 1024
const STANDARD_INPUT = 0
const LINE_END = ascii('\n')

interface DecodeOptions {
  now?: number
}

/** gpsd has no words for the other kinds in these objects. */
const writeLine = (lines: AsciiBuffer, report: GnssReport): void => {
  switch (report.kind) {
    case 'fix':
    case 'no-fix':
    case 'sky':
    case 'attitude':
      writeGpsdJson(lines, report)
      lines.put(LINE_END)
      break
    default:
      break
  }
}

/** A file's bytes, in the same memory again and again; between two parts a signal is heard. */
async function* partsOf(file: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let length = readSync(file, bytes); length > 0; length = readSync(file, bytes)) {
    yield bytes.subarray(0, length)
    await setImmediate()
  }
}

async function* partsOfNamed(name: string): AsyncGenerator<Uint8Array> {
  const file = openSync(name, 'r')
  try {
    yield* partsOf(file)
  } finally {
    closeSync(file)
  }
}

/** A file is read at once; of anything else, a pipe or a line, nobody knows when it comes, not even when it opens. */
const inputOf = (name: string, stop: StopSignal): AsyncIterable<Uint8Array> => {
  const isStandard = name === '-'
  if ((isStandard ? fstatSync(STANDARD_INPUT) : statSync(name)).isFile())
    return isStandard ? partsOf(STANDARD_INPUT) : partsOfNamed(name)
  const stream = isStandard ? process.stdin : createReadStream(name)
  // a live line may never end by itself
  void stop.stopped.then(() => stream.destroy())
  return stream
}

/** Ends once the bytes may be overwritten. */
const write = (bytes: Buffer): Promise<void> | undefined =>
  bytes.length === 0 ? undefined : new Promise((done) => process.stdout.write(bytes, () => done()))

const explain = (file: string, cause: unknown): never => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
  throw new UsageError(`${file}: ${why}`, { cause })
}

/** `gnss decode FILE|-`: a receiver's bytes to gpsd's JSON lines, and on stderr what they do not say; UsageError when the file cannot be read. */
export const gnssDecode = async ({ now }: DecodeOptions, stop: StopSignal, file: string): Promise<number> => {
  const lines = new AsciiBuffer(LINES_BYTES)
  const movedByMs = new Set<number>()
  let bytes = 0
  const decoder = gnssDecoder({
    era: now === undefined ? { kind: 'not-before', utcMs: () => BUILD_UTC_MS } : { kind: 'near', utcMs: now },
    nowMs: () => monotonicMs(0),
    onReport: (report) => writeLine(lines, report),
    onMovedDate: (byMs) => movedByMs.add(byMs),
  })
  const writeLines = async (): Promise<void> => {
    await Promise.race([write(lines.written()), stop.stopped])
    lines.clear()
  }
  try {
    for await (const part of inputOf(file, stop)) {
      bytes += part.length
      decoder.push(part)
      await writeLines()
      if (stop.isStopping()) break
    }
  } catch (cause) {
    if (!stop.isStopping()) explain(file, cause)
  }
  if (!stop.isStopping()) {
    decoder.end()
    await writeLines()
  }
  for (const note of decodeNotes({ bytes, movedByMs, ...decoder.counters() }, now))
    process.stderr.write(`steppelink: ${note}\n`)
  return 0
}
