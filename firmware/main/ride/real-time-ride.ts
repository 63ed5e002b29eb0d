import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { placeLink, removeLink } from '../../../hal/linux/link-file.ts'
import { zmqTransport } from '../../../hal/linux/zmq-transport.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { AimWord } from '../../../hardware/twin/aim-score.ts'
import type { TwinReport, TwinSummary } from '../../../hardware/twin/report.ts'
import type { ServiceName } from '../../bus/services.ts'
import { SocketBus } from '../../bus/socket-bus.ts'
import { parseConfig } from '../../config/read-config.ts'
import { servicesOf, simulatedServicesOf } from '../../config/services-of.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { utcText } from '../../domain/utc-text.ts'
import { UsageError } from '../../usage-error.ts'
import { isFilePlaced } from '../file-placed.ts'
import { followConfiguration } from '../follow-configuration.ts'
import { readText } from '../linux-machine.ts'
import { refusalOf } from '../make-folder.ts'
import { nicenessOf } from '../niceness.ts'
import { Orchestrator, type ProcessEvent, type ProcessPlan, processWords } from '../orchestrator.ts'
import { recordStarts } from '../record-starts.ts'
import type { StartRecorder } from '../start-recorder.ts'
import { aimWords } from './aim-words.ts'
import { giveConsoleUsers } from './console-users.ts'
import { scheduleOrders } from './ride-orders.ts'
import type { RidePlan } from './ride-plan.ts'
import type { RideWatch } from './ride-watch.ts'

const TWIN = 'twin'
const TRAIN_FILE = 'train.yaml'
const CONSOLE = 'console'
const SUMMARY_TIMEOUT_MS = 1_000
const LOOK_EVERY_MS = 100

/** What the twin's process says. */
type TwinMessage = { report: TwinReport } | { summary: TwinSummary } | { finished: true } | { sinceMs: MonotonicMs }

const twinArgs = (plan: RidePlan, folder: string): string[] => [
  'twin',
  'train',
  ...['--link', folder, '--route', plan.routeId, '--seed', String(plan.seed)],
  ...['--start', utcText(plan.startUtcMs)],
  ...(plan.elements ? ['--elements', plan.elements.file] : []),
  ...plan.without.flatMap((device) => ['--without', device]),
  ...(plan.isReverse ? ['--reverse'] : []),
  ...(plan.isSelfPointing ? ['--self-pointing'] : []),
  ...(plan.hasStarlink ? ['--starlink'] : []),
  ...(plan.isCoachReversed ? ['--coach-reversed'] : []),
  ...plan.faultTexts.flatMap((text) => ['--fault', text]),
]

const eventOf = (event: ProcessEvent, atMs: number) => ({
  atMs,
  source: 'processes',
  subject: event.name,
  text: processWords(event),
  reasons: [],
  severity: event.kind === 'ready' ? ('info' as const) : ('warning' as const),
})

/** The processes of one ride, and what the twin's has said. */
class Processes {
  readonly orchestrator: Orchestrator
  readonly #plan: RidePlan
  readonly #folder: string
  #sinceMs: MonotonicMs = systemClock.nowMs()
  #isFinished = false
  #summary: ((summary: TwinSummary) => void) | undefined
  #lastSummary: TwinSummary | undefined
  #follow = (): Promise<void> => Promise.resolve()
  readonly #onTrouble: (cause: unknown) => void
  readonly #onConsoleUsers: RideWatch['onConsoleUsers']

  constructor(
    plan: RidePlan,
    folder: string,
    { watch, starts }: { watch: RideWatch; starts: StartRecorder | undefined },
  ) {
    this.#plan = plan
    this.#folder = folder
    this.#onConsoleUsers = (passwords) => watch.onConsoleUsers(passwords)
    this.#onTrouble = (cause) => {
      const text = cause instanceof Error ? cause.message : String(cause)
      watch.onEvent(eventOf({ kind: 'line', name: 'configuration', line: text }, systemClock.nowMs()))
    }
    this.orchestrator = new Orchestrator({
      clock: systemClock,
      program: process.argv[1] ?? '',
      onEvent: (event) => {
        if (event.kind === 'ended') starts?.crashed(event.name)
        watch.onEvent(eventOf(event, systemClock.nowMs()))
      },
      onMessage: (name, message) => {
        if (name === TWIN) this.#hear(message as TwinMessage, watch)
        if (name === 'configuration' && isFilePlaced(message)) void this.#follow()
      },
    })
  }

  /** Starts the twin, then every service; rejects with UsageError, in the words of the process that could not start. */
  async start(): Promise<void> {
    await this.#startOne({ name: TWIN, args: twinArgs(this.#plan, this.#folder) })
    await this.#giveUsers()
    const config = await this.#readTrain()
    this.#follow = followConfiguration({
      config,
      read: () => this.#readTrain(),
      start: (name) => this.orchestrator.start(this.#planOf(name)),
      renew: (name) => this.orchestrator.renew(name),
      retire: (name) => this.orchestrator.retire(name),
      onTrouble: (cause) => this.#onTrouble(cause),
    })
    // Who sits at a console can wait; what the train rides by cannot.
    const first = simulatedServicesOf(config)
    await this.#startAll(first)
    this.#startAll(servicesOf(config).filter((name) => !first.includes(name))).catch(this.#onTrouble)
  }

  isFinished(): boolean {
    return this.#isFinished
  }

  /** When the ride began, as the twin counts it: its faults do. */
  readonly sinceMs = (): MonotonicMs => this.#sinceMs

  tellAimed(words: Readonly<Record<string, AimWord>>): void {
    this.orchestrator.send(TWIN, { aimed: words })
  }

  /** What the ride came to; the twin's last word if it does not answer within a second. */
  async summary(): Promise<TwinSummary | undefined> {
    const { promise, resolve } = Promise.withResolvers<TwinSummary | undefined>()
    this.#summary = resolve
    const stopWaiting = systemClock.after(SUMMARY_TIMEOUT_MS, () => resolve(this.#lastSummary))
    this.orchestrator.send(TWIN, { summarize: true })
    return promise.finally(stopWaiting)
  }

  async #giveUsers(): Promise<void> {
    if (this.#plan.consoleLink === undefined) return
    const trainFile = join(this.#folder, TRAIN_FILE)
    const { train } = parseConfig(await readText(trainFile), trainFile)
    this.#onConsoleUsers(await giveConsoleUsers(this.#folder, { trainFile, trainId: train.id }))
  }

  /** The train's file, with what this ride serves. */
  async #readTrain(): Promise<TrainConfig> {
    const path = join(this.#folder, TRAIN_FILE)
    const { console: cable, gpsd: _gpsd, ...train } = parseConfig(await readText(path), path)
    const { gpsd, consoleLink } = this.#plan
    return { ...train, ...(gpsd && { gpsd }), ...(consoleLink !== undefined && { console: cable }) }
  }

  #planOf(name: ServiceName): ProcessPlan {
    const { gpsd, stateFolder } = this.#plan
    const args = [
      ...['run', '--config', join(this.#folder, TRAIN_FILE), '--bus', join(this.#folder, 'bus')],
      ...['--gpsd-port', String(gpsd?.port ?? 0)],
      ...(stateFolder === undefined ? [] : ['--state', stateFolder]),
      ...['--wait', '--service', name],
    ]
    return { name, args, niceness: nicenessOf(name) }
  }

  async #startAll(names: readonly ServiceName[]): Promise<void> {
    await Promise.all(names.map((name) => this.#startOne(this.#planOf(name))))
  }

  async #startOne(plan: ProcessPlan): Promise<void> {
    const started = await this.orchestrator.start(plan)
    if (started !== 'ready') throw new UsageError(`${plan.name}: ${started.failed.replace(/^steppelink: /, '')}`)
  }

  #hear(message: TwinMessage, watch: RideWatch): void {
    if ('report' in message) watch.onTruth(message.report)
    if ('sinceMs' in message) this.#sinceMs = message.sinceMs
    if ('finished' in message) this.#isFinished = true
    if (!('summary' in message)) return
    this.#lastSummary = message.summary
    this.#summary?.(message.summary)
  }
}

/** Kills or stops the processes that the plan's faults name, at their times of the ride. */
const scheduleSignals = async (plan: RidePlan, { orchestrator, sinceMs }: Processes): Promise<() => void> => {
  const { signalOf } = await import('../../../hardware/twin/faults.ts')
  const ends = plan.faults.flatMap(({ name, atMs }) => {
    const sent = signalOf(name)
    const inMs = sinceMs() + atMs - systemClock.nowMs()
    return sent ? [systemClock.after(inMs, () => orchestrator.kill(sent.service, sent.signal))] : []
  })
  return () => {
    for (const end of ends) end()
  }
}

const untilOver = async (plan: RidePlan, watch: RideWatch, processes: Processes): Promise<void> => {
  const endMs = processes.sinceMs() + (plan.lengthMs ?? Number.POSITIVE_INFINITY)
  while (!watch.stop.isStopping() && !processes.isFinished() && systemClock.nowMs() < endMs)
    await Promise.race([sleep(systemClock, Math.min(LOOK_EVERY_MS, endMs - systemClock.nowMs())), watch.stop.stopped])
}

const nothingRidden = async (): Promise<TwinSummary> => (await import('../../../hardware/twin/report.ts')).nothingRidden

const isConsoleOfRide = (target: string): boolean => basename(target) === CONSOLE

/** Puts a link to the ride's console where it can be found; the returned function takes it away. */
const linkConsole = (folder: string, { consoleLink }: RidePlan): (() => void) => {
  if (consoleLink === undefined) return () => undefined
  const target = join(folder, CONSOLE)
  placeLink(consoleLink, target, isConsoleOfRide)
  return () => removeLink(consoleLink, target)
}

const rideIn = async (folder: string, plan: RidePlan, watch: RideWatch): Promise<void> => {
  const transport = await zmqTransport(join(folder, 'bus'))
  const bus = await SocketBus.open({ transport, services: [], run: 'ride', clock: systemClock })
  const starts = await recordStarts(plan.stateFolder ?? join(folder, 'state'))
  const endWatch = starts?.watch(bus)
  const processes = new Processes(plan, folder, { watch, starts })
  watch.onStart(bus, systemClock.nowMs())
  bus.subscribe('pointing', ({ terminals }) => processes.tellAimed(aimWords(terminals)))
  let endSignals = (): void => undefined
  let endOrders = (): void => undefined
  try {
    if (!watch.stop.isStopping()) await Promise.race([processes.start(), watch.stop.stopped])
    endSignals = await scheduleSignals(plan, processes)
    endOrders = scheduleOrders(plan.faults, { bus, clock: systemClock, sinceMs: processes.sinceMs() })
    await untilOver(plan, watch, processes)
    watch.onEnd((await processes.summary()) ?? (await nothingRidden()))
  } finally {
    endSignals()
    endOrders()
    await processes.orchestrator.stop()
    endWatch?.()
    await starts?.end()
    await bus.close()
  }
}

const makeTemporaryFolder = async (): Promise<string> => {
  try {
    return await mkdtemp(join(tmpdir(), 'steppelink-ride-'))
  } catch (cause) {
    const why = `no folder for the ride can be made there (${refusalOf(cause)})`
    throw new UsageError(`${tmpdir()}: ${why}; set TMPDIR to a folder that you may write`, { cause })
  }
}

/** A ride in real time: the twin and each service are processes of their own, between them pseudo-terminals and ZeroMQ. */
export const rideInRealTime = async (plan: RidePlan, watch: RideWatch): Promise<void> => {
  const folder = await makeTemporaryFolder()
  let unlinkConsole = (): void => undefined
  try {
    unlinkConsole = linkConsole(folder, plan)
    await rideIn(folder, plan, watch)
  } finally {
    unlinkConsole()
    await rm(folder, { recursive: true, force: true })
  }
}
