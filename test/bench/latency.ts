import { SocketBus } from '../../firmware/bus/socket-bus.ts'
import { servicesOf } from '../../firmware/config/services-of.ts'
import { Orchestrator, processWords } from '../../firmware/main/orchestrator.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { zmqTransport } from '../../hal/linux/zmq-transport.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { aimTap, epochTap } from './line-stamps.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { quantile } from './quantile.ts'
import { TIMER_PERIOD_MS, timerLatenessMs } from './timer-loop.ts'
import { program, serveTwin, type TwinRig } from './twin-rig.ts'

const WARM_UP_MS = 15_000
const MEASURE_MS = 40_000
const EPOCHS_A_SECOND = 5
/** What a ride is held to: one aim period, two of them, and the next fix. */
const LIMITS_MS = { p50: 50, p99: 100, max: 200 }
const DAY_MS = 86_400_000
/** Three runs take three minutes. */
const MOST_RUNS = 3

/** Follows each epoch: on the receiver's line, seen on the bus as a fix, answered by an aim. */
class EpochWatch {
  readonly latenciesMs: number[] = []
  readonly #writtenAtMs = new Map<number, number>()
  #waiting: { writtenAtMs: number; seenAtMs: number }[] = []
  #isMeasuring = false

  begin(): void {
    this.#isMeasuring = true
  }

  readonly onEpoch = (timeOfDayMs: number, atMs: number): void => {
    if (this.#isMeasuring) this.#writtenAtMs.set(timeOfDayMs, atMs)
  }

  onFix(utcMs: number): void {
    const timeOfDayMs = utcMs % DAY_MS
    const writtenAtMs = this.#writtenAtMs.get(timeOfDayMs)
    if (writtenAtMs === undefined) return
    this.#writtenAtMs.delete(timeOfDayMs)
    this.#waiting.push({ writtenAtMs, seenAtMs: systemClock.nowMs() })
  }

  readonly onAim = (firstByteAtMs: number, lastByteAtMs: number): void => {
    for (const { writtenAtMs, seenAtMs } of this.#waiting)
      if (firstByteAtMs > seenAtMs) this.latenciesMs.push(lastByteAtMs - writtenAtMs)
    this.#waiting = this.#waiting.filter(({ seenAtMs }) => firstByteAtMs <= seenAtMs)
  }
}

const startAll = async (rig: TwinRig, progress: (line: string) => void): Promise<Orchestrator> => {
  const orchestrator = new Orchestrator({
    clock: systemClock,
    program,
    onEvent: (event) => {
      if (event.kind !== 'ready') progress(`latency: ${event.name}: ${processWords(event)}`)
    },
  })
  await Promise.all(
    servicesOf({}).map((name) => orchestrator.start({ name, args: [...rig.runArgs, '--service', name] })),
  )
  return orchestrator
}

const checked = (latenciesMs: readonly number[]): readonly number[] => {
  const expected = (MEASURE_MS / 1000) * EPOCHS_A_SECOND
  if (latenciesMs.length > expected * 0.9) return latenciesMs
  throw new TerminalError({
    code: 'device-refused',
    device: 'twin',
    retry: 'never',
    message: `${latenciesMs.length} of ${expected} epochs led to an aim: too few to say how long that takes`,
  })
}

/** One ride with new processes: the latency of each epoch, and how late an empty timer was meanwhile, ms. */
const ride = async (progress: (line: string) => void) => {
  const watch = new EpochWatch()
  const rig = await serveTwin({
    gnss: epochTap(systemClock, watch.onEpoch),
    array: aimTap(systemClock, watch.onAim),
  })
  const transport = await zmqTransport(rig.busFolder)
  const bus = await SocketBus.open({ transport, services: [], run: 'bench', clock: systemClock })
  // published with the epoch's own time, just before the navigation that has it in
  bus.subscribe('fix', ({ utcMs }) => {
    if (utcMs !== undefined) watch.onFix(utcMs)
  })
  const services = await startAll(rig, progress)
  try {
    await sleep(systemClock, WARM_UP_MS)
    watch.begin()
    const timerLateMs = await timerLatenessMs(MEASURE_MS)
    return { latenciesMs: checked(watch.latenciesMs), timerLateMs }
  } finally {
    await services.stop()
    await bus.close()
    await rig.close()
  }
}

type Ride = Awaited<ReturnType<typeof ride>>

const figureOf = (name: keyof typeof LIMITS_MS, rides: readonly Ride[]): Measurement => {
  const share = { p50: 0.5, p99: 0.99, max: 1 }[name]
  const peer = { p50: 'limit: 1 aim period', p99: 'limit: 2 aim periods', max: 'limit: the next fix' }[name]
  const samples = rides.map(({ latenciesMs }) => quantile(latenciesMs, share))
  return { name: `latency-${name}`, unit: 'ms', better: 'lower', samples, peer, peerSamples: [LIMITS_MS[name]] }
}

const noise = (rides: readonly Ride[]): Measurement => ({
  name: 'empty-timer-p99',
  unit: 'ms late',
  better: 'lower',
  samples: rides.map(({ timerLateMs }) => quantile(timerLateMs, 0.99)),
  peer: 'its period',
  peerSamples: [TIMER_PERIOD_MS],
})

/** From the last byte of a position on the receiver's line to the last byte of the first aim that knows it, over pseudo-terminals. */
export const latency: Benchmark = {
  name: 'latency',
  summary: 'fix to pointing, over pseudo-terminals, with all services as processes (1 min a run, at most 3)',
  run: async ({ runs, progress }) => {
    const rides: Ride[] = []
    const most = Math.min(runs, MOST_RUNS)
    for (let run = 1; run <= most; run += 1) {
      progress(`latency: run ${run} of ${most}, ${(WARM_UP_MS + MEASURE_MS) / 1000} s`)
      rides.push(await ride(progress))
    }
    return [figureOf('p50', rides), figureOf('p99', rides), figureOf('max', rides), noise(rides)]
  },
}
