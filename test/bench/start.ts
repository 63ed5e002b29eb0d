import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { withEmptyCache } from './empty-cache.ts'
import type { Benchmark } from './measurement.ts'
import { timeNodeMs } from './run-process.ts'
import { program, serveTwin, type TwinRig } from './twin-rig.ts'

const SERVICE = 'navigation'
/** How long a service may take to be ready, and to end again. */
const DEADLINE_MS = { ready: 10_000, ended: 2_000 }

const failed = (said: string): TerminalError =>
  new TerminalError({
    code: 'device-refused',
    device: SERVICE,
    retry: 'never',
    message: `was not ready within ${DEADLINE_MS.ready / 1000} s, so its start cannot be timed: ${said.trim().split('\n').at(-1)}`,
  })

/** Milliseconds from the start of a service's process until it says that it is ready; the process is ended again. */
const timeServiceMs = async ({ runArgs }: TwinRig, env: NodeJS.ProcessEnv): Promise<number> => {
  const beganAtMs = systemClock.nowMs()
  const stdio: ['ignore', 'ignore', 'pipe', 'ipc'] = ['ignore', 'ignore', 'pipe', 'ipc']
  const child = spawn(process.execPath, [program, ...runArgs, '--service', SERVICE], { stdio, env })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close')
  const isReady = await Promise.race([
    once(child, 'message').then(() => true),
    ended.then(() => false),
    sleep(systemClock, DEADLINE_MS.ready).then(() => false),
  ])
  const tookMs = systemClock.nowMs() - beganAtMs
  child.kill('SIGTERM')
  await Promise.race([ended, sleep(systemClock, DEADLINE_MS.ended)])
  child.kill('SIGKILL')
  await ended
  if (!isReady) throw failed(said)
  return tookMs
}

/** Start of one service, with the compile cache that every start but the first finds, and without; an empty Node beside. */
export const start: Benchmark = {
  name: 'start',
  summary: 'start of the navigation service until it is ready, beside an empty Node',
  run: async ({ runs, progress }) => {
    const rig = await serveTwin()
    const warm: number[] = []
    const cold: number[] = []
    const peerSamples: number[] = []
    try {
      await timeServiceMs(rig, process.env) // fills the compile cache
      for (let run = 1; run <= runs; run += 1) {
        progress(`start: run ${run} of ${runs}`)
        warm.push(await timeServiceMs(rig, process.env))
        cold.push(await withEmptyCache((env) => timeServiceMs(rig, env)))
        peerSamples.push(timeNodeMs(['-e', '0']))
      }
    } finally {
      await rig.close()
    }
    const shared = { unit: 'ms', better: 'lower' as const, peer: 'node -e 0', peerSamples }
    return [
      { ...shared, name: 'start-service', samples: warm },
      { ...shared, name: 'start-service-cold', samples: cold },
    ]
  },
}
