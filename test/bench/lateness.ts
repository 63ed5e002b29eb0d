import { SocketBus } from '../../firmware/bus/socket-bus.ts'
import { servicesOf } from '../../firmware/config/services-of.ts'
import { Orchestrator, processWords } from '../../firmware/main/orchestrator.ts'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { zmqTransport } from '../../hal/linux/zmq-transport.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { type CpuLimit, cpuLimit } from './cpu-limit.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { quantile } from './quantile.ts'
import { type Starter, TIMER_PERIOD_MS, timerLatenessMs } from './timer-loop.ts'
import { program, serveTwin, type TwinRig } from './twin-rig.ts'

/** Left out; a message of tracking tells of two seconds, so the first counted may begin so much earlier. */
const WARM_UP_MS = 12_000
const TICKS = 6_000
/** Some more, for ticks that are swallowed and the last message that is not there yet. */
const MEASURE_MS = TICKS * TIMER_PERIOD_MS + 10_000
/** One run takes more than five minutes. */
const MOST_RUNS = 3
const P99_LIMIT_MS = 5
/** Of the empty loop's p99.9. */
const LOOP_RATIO_LIMIT = 2

type Progress = (line: string) => void

/** Ticks of tracking as it tells of them itself, from `begin` on. */
class TickWatch {
  readonly lateMs: number[] = []
  swallowed = 0
  longestMs = 0
  aimed = 0
  told = 0
  #isMeasuring = false

  begin(): void {
    this.#isMeasuring = true
  }

  onTicks(ticks: { lateMs: readonly number[]; swallowed: number; longestMs: number }): void {
    if (!this.#isMeasuring) return
    this.lateMs.push(...ticks.lateMs)
    this.swallowed += ticks.swallowed
    this.longestMs = Math.max(this.longestMs, ticks.longestMs)
  }

  onPointing(states: readonly string[]): void {
    if (!this.#isMeasuring) return
    this.told += 1
    if (states.includes('aiming')) this.aimed += 1
  }
}

interface Limits {
  tracking: CpuLimit
  loop: CpuLimit
}

/** Undefined, and said, where this machine does not let us limit a process. */
const limitsOf = (progress: Progress): Limits | undefined => {
  let tracking: CpuLimit | undefined
  try {
    tracking = cpuLimit('tracking')
    return { tracking, loop: cpuLimit('loop') }
  } catch (error) {
    tracking?.close()
    progress(`lateness: NO CPU LIMIT: it could not be set, so figures are without: ${error}`)
    return undefined
  }
}

const failed = (message: string): TerminalError =>
  new TerminalError({ code: 'device-refused', device: 'tracking', retry: 'never', message })

/** All services as processes, tracking alone under the limit: nobody else's work uses up its share. */
const startAll = async (rig: TwinRig, trackingStarter: Starter, progress: Progress) => {
  let endings = 0
  const orchestrator = new Orchestrator({
    clock: systemClock,
    program,
    onEvent: (event) => {
      if (event.kind === 'ended' && event.name === 'tracking') endings += 1
      if (event.kind !== 'ready') progress(`lateness: ${event.name}: ${processWords(event)}`)
    },
  })
  const ready = servicesOf({}).map((name) => {
    const start = () => orchestrator.start({ name, args: [...rig.runArgs, '--service', name] })
    return name === 'tracking' ? trackingStarter(start) : start()
  })
  await Promise.all(ready)
  return { stop: () => orchestrator.stop(), endings: () => endings }
}

const describe = (name: string, lateMs: readonly number[]): string => {
  const of = (share: number): string => quantile(lateMs, share).toFixed(2)
  return `lateness:   ${name}: ${lateMs.length} ticks, p50 ${of(0.5)}, p99 ${of(0.99)}, p99.9 ${of(0.999)}, worst ${of(1)} ms`
}

const say = (watch: TickWatch, loopLateMs: readonly number[], limits: Limits | undefined, progress: Progress): void => {
  progress(describe('tracking', watch.lateMs))
  progress(describe('empty loop', loopLateMs))
  const ratio = quantile(watch.lateMs, 0.999) / quantile(loopLateMs, 0.999)
  progress(`lateness:   p99.9 is ${ratio.toFixed(2)} × the empty loop's (limit ${LOOP_RATIO_LIMIT})`)
  progress(`lateness:   ${watch.swallowed} ticks swallowed; longest step ${watch.longestMs.toFixed(2)} ms of wall`)
  progress(`lateness:   aimed ${watch.aimed} of the ${watch.told} times that it told`)
  for (const [name, limit] of Object.entries(limits ?? {})) {
    const { ran, throttled } = limit.periods()
    progress(`lateness:   25 ms of 100 ms, ${name}: throttled in ${throttled} of ${ran} periods`)
  }
}

/** One ride with new processes, and an empty loop beside it. */
const ride = async (progress: Progress) => {
  const watch = new TickWatch()
  const rig = await serveTwin()
  const bus = await SocketBus.open({
    transport: await zmqTransport(rig.busFolder),
    services: [],
    run: 'bench',
    clock: systemClock,
  })
  bus.subscribe('tracking.health', ({ ticks }) => ticks && watch.onTicks(ticks))
  bus.subscribe('pointing', ({ terminals }) => watch.onPointing(Object.values(terminals).map(({ state }) => state)))
  const limits = limitsOf(progress)
  const services = await startAll(rig, limits?.tracking.start ?? ((start) => start()), progress)
  try {
    const [all] = await Promise.all([
      timerLatenessMs(WARM_UP_MS + MEASURE_MS, limits?.loop.start),
      sleep(systemClock, WARM_UP_MS).then(() => watch.begin()),
    ])
    const loopLateMs = all.slice(WARM_UP_MS / TIMER_PERIOD_MS)
    if (services.endings() > 0) throw failed('ended while its lateness was measured')
    if (watch.lateMs.length < TICKS) throw failed(`told of ${watch.lateMs.length} ticks, and ${TICKS} are needed`)
    say(watch, loopLateMs, limits, progress)
    return { lateMs: watch.lateMs, loopLateMs }
  } finally {
    await services.stop()
    await bus.close()
    await rig.close()
    for (const limit of Object.values(limits ?? {})) limit.close()
  }
}

type Ride = Awaited<ReturnType<typeof ride>>

const figures = (rides: readonly Ride[]): Measurement[] => {
  const ours = (share: number): number[] => rides.map(({ lateMs }) => quantile(lateMs, share))
  const loops = (share: number): number[] => rides.map(({ loopLateMs }) => quantile(loopLateMs, share))
  const shared = { unit: 'ms', better: 'lower' as const }
  const loop = { ...shared, peer: 'empty loop' }
  return [
    { ...loop, name: 'lateness-p50', samples: ours(0.5), peerSamples: loops(0.5) },
    { ...shared, name: 'lateness-p99', samples: ours(0.99), peer: 'limit', peerSamples: [P99_LIMIT_MS] },
    { ...shared, name: 'empty-loop-p99', samples: loops(0.99), peer: 'limit', peerSamples: [P99_LIMIT_MS] },
    {
      ...shared,
      name: 'lateness-p99.9',
      samples: ours(0.999),
      peer: `limit: ${LOOP_RATIO_LIMIT} × empty loop`,
      peerSamples: loops(0.999).map((ms) => ms * LOOP_RATIO_LIMIT),
    },
    { ...loop, name: 'lateness-worst', samples: ours(1), peerSamples: loops(1) },
  ]
}

/** How late tracking's 20 Hz tick begins, with a quarter of a core, beside an empty loop with as much. */
export const lateness: Benchmark = {
  name: 'lateness',
  summary:
    "lateness of tracking's 20 Hz tick with 25 ms of CPU in 100 ms, beside an empty loop (5.5 min a run, at most 3)",
  run: async ({ runs, progress }) => {
    const rides: Ride[] = []
    const most = Math.min(runs, MOST_RUNS)
    for (let run = 1; run <= most; run += 1) {
      progress(`lateness: run ${run} of ${most}, ${(WARM_UP_MS + MEASURE_MS) / 1000} s`)
      rides.push(await ride(progress))
    }
    return figures(rides)
  },
}
