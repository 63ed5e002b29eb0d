import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TerminalError } from '../../hal/terminal-error.ts'
import { sharedData } from '../shared-path.ts'
import type { Benchmark } from './measurement.ts'
import { program } from './twin-rig.ts'

/** Of concatenated logs: several starts' worth, so that the figure is that of decoding. */
const LOG_BYTES = 64_000_000
const PEER = 'gpsdecode'
const COMPILE_CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'steppelink')

const missing = (what: string): TerminalError =>
  new TerminalError({
    code: 'device-refused',
    device: 'gnss-decode',
    retry: 'never',
    message: `${what} is not here, so decoding cannot be measured`,
  })

/** Lines of words stand between the bytes of a log. */
const withoutComments = (log: Buffer): Buffer => {
  const parts: Buffer[] = []
  for (let at = 0; at < log.length; ) {
    const end = log.indexOf(0x0a, at) + 1 || log.length
    if (log[at] !== 0x23) parts.push(log.subarray(at, end))
    at = end
  }
  return Buffer.concat(parts)
}

/** gpsd's logs one after another, again and again, in a file. */
const writeLogs = (file: string): number => {
  const folder = sharedData('gpsd')
  if (folder === undefined) throw missing('../shared/data/gpsd')
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'))
  const once = Buffer.concat(names.map((name) => withoutComments(readFileSync(join(folder, name)))))
  const logs = Buffer.concat(new Array(Math.ceil(LOG_BYTES / once.length)).fill(once))
  writeFileSync(file, logs)
  return logs.length
}

/** CPU seconds of a command and all that it started, by the shell's own account. */
const cpuSecondsOf = (command: readonly string[], input: string): number => {
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@" > /dev/null', 'bash', ...command],
    {
      stdio: [openSync(input, 'r'), 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    },
  )
  const [user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  if (status !== 0 || Number.isNaN(user + system)) throw missing(`a run of ${command[0]} to its end (${stderr.trim()})`)
  return user + system
}

/** Bytes of receivers to gpsd's JSON for each second of a processor, start-up included, beside gpsd's own decoder. */
export const gnssDecode: Benchmark = {
  name: 'gnss-decode',
  summary: 'receivers’ bytes to gpsd’s JSON for each CPU second, beside gpsdecode of Debian’s gpsd-clients',
  run: async ({ runs, progress }) => {
    if (spawnSync('which', [PEER]).status !== 0) throw missing(PEER)
    const folder = mkdtempSync(join(tmpdir(), 'gnss-decode-'))
    try {
      const logs = join(folder, 'receivers.log')
      const megabytes = writeLogs(logs) / 1e6
      const ours = [process.execPath, program, 'gnss', 'decode', '--now', '2020-01-01', '-']
      execFileSync(process.execPath, [program, 'gnss', 'decode', '/dev/null']) // fills the compile cache
      const samples: number[] = []
      const peerSamples: number[] = []
      for (let run = 1; run <= runs; run += 1) {
        progress(`gnss-decode: run ${run} of ${runs}`)
        samples.push(megabytes / cpuSecondsOf(ours, logs))
        peerSamples.push(megabytes / cpuSecondsOf([PEER], logs))
      }
      return [{ name: 'gnss-decode', unit: 'MB/CPU s', better: 'higher', samples, peer: PEER, peerSamples }]
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}
