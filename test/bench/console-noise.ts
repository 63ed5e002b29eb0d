import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemClock } from '../../hal/linux/clock.ts'
import { seededRandom } from '../../hal/random.ts'
import { Typist } from '../fakes/typist.ts'
import type { Measurement } from './measurement.ts'

const NOISE_BYTES = 10_000_000
const CHUNK_BYTES = 50_000
/** The first of it warms the process up. */
const WARM_UP_BYTES = 2_000_000
/** What a process on a heap that is collected now and then swings by, and no more. */
const GROWTH_LIMIT_MB = 20

const commandLineOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** The process of a ride that serves the console at `link`. */
const consoleProcess = (link: string): string | undefined => {
  // The link leads to another in the ride's folder, which leads to the pseudo-terminal.
  const folder = dirname(readlinkSync(link))
  return readdirSync('/proc').find((pid) => {
    const line = commandLineOf(pid)
    return line.includes(folder) && line.includes('--service\0console\0')
  })
}

const residentMB = (pid: string): number => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) / 256

/** Ten million random bytes at the login: by how much the console's process grows over the last eight, and how quick it takes them. */
export const noise = async (link: string): Promise<Measurement[]> => {
  const pid = consoleProcess(link) ?? ''
  const random = seededRandom(11)
  const typist = new Typist(link)
  const send = async (bytes: number): Promise<void> => {
    for (let sent = 0; sent < bytes; sent += CHUNK_BYTES) {
      await typist.typed(Uint8Array.from({ length: CHUNK_BYTES }, () => Math.floor(random.next() * 256)))
      typist.forget()
    }
  }
  await send(WARM_UP_BYTES)
  const beforeMB = residentMB(pid)
  const beganAtMs = systemClock.nowMs()
  await send(NOISE_BYTES - WARM_UP_BYTES)
  const tookS = (systemClock.nowMs() - beganAtMs) / 1_000
  const grownMB = residentMB(pid) - beforeMB
  await typist.hangUp()
  const limit = { better: 'lower', peer: 'limit' } as const
  return [
    {
      name: 'console-noise-growth',
      unit: 'MB',
      ...limit,
      samples: [Math.max(0, grownMB)],
      peerSamples: [GROWTH_LIMIT_MB],
    },
    {
      name: 'console-noise-rate',
      unit: 'MB/s',
      better: 'higher',
      samples: [(NOISE_BYTES - WARM_UP_BYTES) / 1e6 / tookS],
      peer: 'a line of 115200 baud',
      peerSamples: [0.01152],
    },
  ]
}
