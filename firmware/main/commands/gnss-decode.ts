import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { gnssDecoder } from '../../../drivers/gnss/decoder.ts'
import { BUILD_UTC_MS } from '../../../drivers/gnss/epoch/era.ts'
import type { GnssReport } from '../../../drivers/gnss/gnss.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { gpsdJson } from '../../domain/gpsd-json.ts'
import { UsageError } from '../../usage-error.ts'
import type { StopSignal } from '../stop-signal.ts'

const CHUNK_BYTES = 256 * 1024

interface DecodeOptions {
  now?: number
}

/** gpsd has no words for the other kinds in these objects. */
const jsonOf = (report: GnssReport): string => {
  switch (report.kind) {
    case 'fix':
    case 'no-fix':
    case 'sky':
    case 'attitude':
      return `${gpsdJson(report)}\n`
    default:
      return ''
  }
}

const inputOf = (file: string): NodeJS.ReadableStream =>
  file === '-' ? process.stdin : createReadStream(file, { highWaterMark: CHUNK_BYTES })

const write = async (text: string): Promise<void> => {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
}

const explain = (file: string, cause: unknown): never => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
  throw new UsageError(`${file}: ${why}`, { cause })
}

/** `gnss decode FILE|-`: a receiver's bytes to gpsd's JSON lines; UsageError when the file cannot be read. */
export const gnssDecode = async ({ now }: DecodeOptions, stop: StopSignal, file: string): Promise<number> => {
  let lines = ''
  const decoder = gnssDecoder({
    era: now === undefined ? { kind: 'not-before', utcMs: () => BUILD_UTC_MS } : { kind: 'near', utcMs: now },
    nowMs: () => monotonicMs(0),
    onReport: (report) => {
      lines += jsonOf(report)
    },
  })
  const flush = async (): Promise<void> => {
    const text = lines
    lines = ''
    await write(text)
  }
  try {
    for await (const chunk of inputOf(file)) {
      decoder.push(chunk as Buffer)
      await flush()
      if (stop.isStopping()) return 0
    }
  } catch (cause) {
    explain(file, cause)
  }
  decoder.end()
  await flush()
  return 0
}
