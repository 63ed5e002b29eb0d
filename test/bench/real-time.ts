import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { Benchmark } from './measurement.ts'
import { type ProcessUse, processTree } from './process-use.ts'
import { median } from './statistics.ts'
import { program } from './twin-rig.ts'

const WARM_UP_MS = 15_000
const MEASURE_MS = 30_000
/** All runs are windows of one ride; three take under two minutes. */
const MOST_RUNS = 3
/** What a ride is held to, twin and all: a quarter of a Raspberry Pi 4's cores, and half of its smallest memory. */
const LIMITS = { cores: 1, memoryMB: 512 }

/** What one process used in one window. */
interface Share {
  name: string
  cores: number
  pssMB: number
}

const lost = (name: string): TerminalError =>
  new TerminalError({
    code: 'device-refused',
    device: 'ride',
    retry: 'never',
    message: `${name} ended while it was measured; ride it once by hand to see why`,
  })

const share = (before: readonly ProcessUse[], after: ProcessUse, tookS: number): Share => {
  const began = before.find(({ pid }) => pid === after.pid)
  if (!began) throw lost(`the ${after.name} before`)
  return { name: after.name, cores: (after.cpuS - began.cpuS) / tookS, pssMB: after.pssMB }
}

const window = async (root: number): Promise<Share[]> => {
  const before = processTree(root)
  const beganAtMs = systemClock.nowMs()
  await sleep(systemClock, MEASURE_MS)
  const tookS = (systemClock.nowMs() - beganAtMs) / 1000
  const after = processTree(root)
  const gone = before.find(({ pid }) => !after.some((each) => each.pid === pid))
  if (gone) throw lost(gone.name)
  return after.map((each) => share(before, each, tookS))
}

const total = (shares: readonly Share[], of: 'cores' | 'pssMB'): number =>
  shares.reduce((sum, each) => sum + each[of], 0)

const table = (windows: readonly Share[][]): string[] =>
  (windows[0] ?? []).map(({ name }, index) => {
    const of = (value: 'cores' | 'pssMB'): number => median(windows.map((shares) => shares[index]?.[value] ?? 0))
    return `real-time:   ${name.padEnd(12)}${of('cores').toFixed(3)} cores  ${of('pssMB').toFixed(1)} MB`
  })

const startRide = (): ChildProcess =>
  spawn(process.execPath, [program, 'ride', '--speed', '1', '--json'], { stdio: ['ignore', 'ignore', 'ignore'] })

const measure = async (runs: number, progress: (line: string) => void): Promise<Share[][]> => {
  const ride = startRide()
  const ended = once(ride, 'close')
  const windows: Share[][] = []
  try {
    await sleep(systemClock, WARM_UP_MS)
    for (let run = 1; run <= runs; run += 1) {
      progress(`real-time: run ${run} of ${runs}, ${MEASURE_MS / 1000} s`)
      windows.push(await window(ride.pid ?? 0))
    }
  } finally {
    ride.kill('SIGTERM')
    await ended
  }
  return windows
}

/** What a ride at `--speed 1` costs, its twin and its people counted; the services alone beside it. */
export const realTime: Benchmark = {
  name: 'real-time',
  summary: 'CPU and memory of `steppelink ride --speed 1`, all its processes (30 s a run, at most 3)',
  run: async ({ runs, progress }) => {
    const windows = await measure(Math.min(runs, MOST_RUNS), progress)
    for (const line of table(windows)) progress(line)
    const services = windows.map((shares) => shares.filter(({ name }) => name !== 'ride' && name !== 'twin'))
    const row = (name: string, of: 'cores' | 'pssMB', from: readonly Share[][]) => ({
      name,
      unit: of === 'cores' ? 'cores' : 'MB',
      better: 'lower' as const,
      samples: from.map((shares) => total(shares, of)),
      peer: of === 'cores' ? 'limit: 1 core of 4' : 'limit: half of 1 GB',
      peerSamples: [of === 'cores' ? LIMITS.cores : LIMITS.memoryMB],
    })
    return [
      row('real-time-cpu', 'cores', windows),
      row('real-time-memory', 'pssMB', windows),
      row('services-cpu', 'cores', services),
      row('services-memory', 'pssMB', services),
    ]
  },
}
