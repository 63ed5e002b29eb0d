import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openPty } from '../../hal/linux/pty.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { Typist } from '../fakes/typist.ts'
import { noise } from './console-noise.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { quantile } from './quantile.ts'
import { program } from './twin-rig.ts'

/** What a console is held to. */
const LIMITS_MS = { prompt: 300, echo: 20 }
const KEYS = 400
const BETWEEN_KEYS_MS = 25
const WARM_UP_MS = 10_000
const STARTS_WITHIN_MS = 60_000
const PROMPT = /: $/

/** A ride in real time, with its console at `link`. */
const startRide = async (link: string): Promise<() => Promise<void>> => {
  const ride = spawn(process.execPath, [program, 'ride', '--console', link, '--gpsd-port', '0', '--json'], {
    stdio: 'ignore',
  })
  const ended = once(ride, 'exit')
  const deadlineMs = systemClock.nowMs() + STARTS_WITHIN_MS
  while (!existsSync(link) && systemClock.nowMs() < deadlineMs) await sleep(systemClock, 100)
  if (!existsSync(link))
    throw new TerminalError({
      code: 'device-refused',
      device: 'ride',
      retry: 'never',
      message: `had no console within ${STARTS_WITHIN_MS / 1000} s`,
    })
  return async () => {
    ride.kill('SIGTERM')
    await ended
  }
}

const timePromptMs = async (link: string): Promise<number> => {
  const beganAtMs = systemClock.nowMs()
  const typist = new Typist(link)
  await typist.until(PROMPT)
  const tookMs = systemClock.nowMs() - beganAtMs
  await typist.hangUp()
  // The next one must find that this one left.
  await sleep(systemClock, 200)
  return tookMs
}

/** Milliseconds from each key to its echo. */
const echoesMs = async (path: string): Promise<number[]> => {
  const typist = new Typist(path)
  await sleep(systemClock, 500)
  const tookMs: number[] = []
  for (let key = 0; key < KEYS; key++) {
    const beganAtMs = systemClock.nowMs()
    // Every other key takes the letter away again: a line has an end.
    await typist.say(key % 2 === 0 ? 'x' : '\x7f', /./s)
    tookMs.push(systemClock.nowMs() - beganAtMs)
    await sleep(systemClock, BETWEEN_KEYS_MS)
  }
  await typist.hangUp()
  return tookMs
}

/** The same keys on a pseudo-terminal that a program of a few lines echoes, in this process: what the kernel and the measuring take. */
const peerEchoesMs = async (): Promise<number[]> => {
  const pty = await openPty()
  pty.port.onData((bytes) =>
    pty.port.write(
      Buffer.from(bytes).map((byte) => (byte === 0x7f ? 0x08 : byte)),
      () => undefined,
    ),
  )
  const tookMs = await echoesMs(pty.path)
  pty.hangup()
  return tookMs
}

const measured = (prompts: readonly number[], echoes: readonly number[], peer: readonly number[]): Measurement[] => [
  {
    name: 'console-prompt',
    unit: 'ms',
    better: 'lower',
    samples: prompts,
    peer: 'limit',
    peerSamples: [LIMITS_MS.prompt],
  },
  {
    name: 'console-echo-p50',
    unit: 'ms',
    better: 'lower',
    samples: [quantile(echoes, 0.5)],
    peer: 'an echo of a few lines',
    peerSamples: [quantile(peer, 0.5)],
  },
  {
    name: 'console-echo-p99',
    unit: 'ms',
    better: 'lower',
    samples: [quantile(echoes, 0.99)],
    peer: 'limit',
    peerSamples: [LIMITS_MS.echo],
  },
  {
    name: 'console-echo-p99-beside',
    unit: 'ms',
    better: 'lower',
    samples: [quantile(echoes, 0.99)],
    peer: 'an echo of a few lines',
    peerSamples: [quantile(peer, 0.99)],
  },
]

/** A technician plugs in and types, while a ride runs. */
export const technicianConsole: Benchmark = {
  name: 'console',
  summary: 'prompt, echo and noise at the technician’s console while a ride runs (2 min)',
  run: async ({ runs, progress }) => {
    const folder = await mkdtemp(join(tmpdir(), 'steppelink-console-'))
    const link = join(folder, 'console')
    const endRide = await startRide(link)
    try {
      progress(`console: the ride warms up for ${WARM_UP_MS / 1000} s`)
      await sleep(systemClock, WARM_UP_MS)
      const prompts: number[] = []
      for (let run = 0; run < Math.max(5, runs); run++) prompts.push(await timePromptMs(link))
      progress(`console: ${KEYS} keys, and as many beside`)
      const echoes = await echoesMs(link)
      const peer = await peerEchoesMs()
      progress('console: ten million bytes of noise')
      const noisy = await noise(link)
      // It works as before.
      prompts.push(await timePromptMs(link))
      return [...measured(prompts, echoes, peer), ...noisy]
    } finally {
      await endRide()
      await rm(folder, { recursive: true })
    }
  },
}
