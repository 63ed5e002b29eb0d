import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { gnssDecoder } from '../../../drivers/gnss/decoder.ts'
import { BUILD_UTC_MS } from '../../../drivers/gnss/epoch/era.ts'
import type { GnssReport } from '../../../drivers/gnss/gnss.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { gpsdJson } from '../../domain/gpsd-json.ts'
import { UsageError } from '../../usage-error.ts'
import type { StopSignal } from '../stop-signal.ts'

const CHUNK_BYTES = 64 * 1024
const LINES_BYTES = 1024 * 1024

interface DecodeOptions {
  now?: number
}

/** gpsd has no words for the other kinds in these objects. */
const jsonOf = (report: GnssReport): string | undefined => {
  switch (report.kind) {
    case 'fix':
    case 'no-fix':
    case 'sky':
    case 'attitude':
      return gpsdJson(report)
    default:
      return undefined
  }
}

/** ASCII lines as bytes: a long text of many pieces costs the collector more than all the decoding. */
const lineBuffer = () => {
  let bytes = Buffer.allocUnsafe(LINES_BYTES)
  let length = 0
  return {
    add: (line: string): void => {
      if (length + line.length >= bytes.length) {
        const grown = Buffer.allocUnsafe(2 * (length + line.length))
        bytes.copy(grown, 0, 0, length)
        bytes = grown
      }
      length += bytes.write(line, length, 'latin1')
      bytes[length++] = 0x0a
    },
    /** Takes what there is; the bytes are the caller's. */
    take: (): Buffer => {
      const taken = Buffer.from(bytes.subarray(0, length))
      length = 0
      return taken
    },
  }
}

const inputOf = (file: string): Readable =>
  file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES })

const write = async (bytes: Buffer): Promise<void> => {
  if (bytes.length > 0 && !process.stdout.write(bytes)) await once(process.stdout, 'drain')
}

const explain = (file: string, cause: unknown): never => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
  throw new UsageError(`${file}: ${why}`, { cause })
}

/** `gnss decode FILE|-`: a receiver's bytes to gpsd's JSON lines; UsageError when the file cannot be read. */
export const gnssDecode = async ({ now }: DecodeOptions, stop: StopSignal, file: string): Promise<number> => {
  const lines = lineBuffer()
  const decoder = gnssDecoder({
    era: now === undefined ? { kind: 'not-before', utcMs: () => BUILD_UTC_MS } : { kind: 'near', utcMs: now },
    nowMs: () => monotonicMs(0),
    onReport: (report) => {
      const line = jsonOf(report)
      if (line !== undefined) lines.add(line)
    },
  })
  const input = inputOf(file)
  // a live line may never end by itself
  void stop.stopped.then(() => input.destroy())
  try {
    for await (const chunk of input) {
      decoder.push(chunk as Buffer)
      await Promise.race([write(lines.take()), stop.stopped])
      if (stop.isStopping()) return 0
    }
  } catch (cause) {
    if (stop.isStopping()) return 0
    explain(file, cause)
  }
  decoder.end()
  await Promise.race([write(lines.take()), stop.stopped])
  return 0
}
