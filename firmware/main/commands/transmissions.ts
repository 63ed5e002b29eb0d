import { chainCheck, csvHeader, csvRow, readLine } from '../../domain/transmission-log.ts'
import { sha256 } from '../../services/chain-writer.ts'
import type { StopSignal } from '../stop-signal.ts'
import { readTransmissionLog } from '../transmission-log-file.ts'

interface LogOptions {
  state: string
}

/** `transmissions export`: the log as CSV on stdout. Entries that do not read are left out; `verify` names them. */
export const transmissionsExport = async (options: LogOptions, stop: StopSignal): Promise<number> => {
  // The header comes with the first line: a log that cannot be read has an error to show, and nothing else.
  let head = `${csvHeader}\n`
  for await (const line of readTransmissionLog(options.state)) {
    if (stop.isStopping()) break
    process.stdout.write(head)
    head = ''
    const read = readLine(line, sha256)
    if (typeof read !== 'string') process.stdout.write(`${csvRow(read.entry)}\n`)
  }
  process.stdout.write(head)
  return 0
}

/** `transmissions verify`: whether every entry follows the one before it; exit status 1 when one does not. */
export const transmissionsVerify = async (options: LogOptions, _stop: StopSignal): Promise<number> => {
  const check = chainCheck(sha256)
  let entries = 0
  let broken = 0
  let first: number | undefined
  let last: number | undefined
  for await (const line of readTransmissionLog(options.state)) {
    entries++
    const problem = check(line)
    const read = readLine(line, sha256)
    if (typeof read !== 'string') {
      last = read.entry.seq
      first ??= last
    }
    if (problem === undefined) continue
    broken++
    process.stdout.write(`${problem}\n`)
  }
  const range = first === undefined ? '' : ` (${first} to ${last})`
  process.stdout.write(`${entries} entries${range}, ${broken} breaks in the chain\n`)
  return broken === 0 ? 0 : 1
}
