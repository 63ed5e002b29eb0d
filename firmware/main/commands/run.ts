import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { parentProcess } from '../../../hal/linux/child-process.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { zmqTransport } from '../../../hal/linux/zmq-transport.ts'
import type { ServiceName } from '../../bus/services.ts'
import { SocketBus } from '../../bus/socket-bus.ts'
import { parseConfig } from '../../config/read-config.ts'
import { servicesOf } from '../../config/services-of.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { UsageError } from '../../usage-error.ts'
import { checkNames } from '../check-names.ts'
import { checkNetwork } from '../check-network.ts'
import { showEvents } from '../event-lines.ts'
import { isFilePlaced } from '../file-placed.ts'
import { followConfiguration } from '../follow-configuration.ts'
import { startHeartbeat } from '../heartbeat.ts'
import { linuxMachine, readText } from '../linux-machine.ts'
import { nicenessOf } from '../niceness.ts'
import { checkElements } from '../open-devices.ts'
import { Orchestrator, type ProcessEvent, type ProcessPlan, processWords } from '../orchestrator.ts'
import { type Parted, partServices } from '../part-services.ts'
import { recordStarts } from '../record-starts.ts'
import { settleConfiguration } from '../settle-configuration.ts'
import type { StartRecorder } from '../start-recorder.ts'
import { startServices } from '../start-services.ts'
import type { StopSignal } from '../stop-signal.ts'

interface RunOptions {
  config: string
  bus: string
  service?: ServiceName[]
  gpsdPort?: number
  state?: string
  wait?: true
  verbose?: true
}

interface Running {
  options: RunOptions
  config: TrainConfig
  stop: StopSignal
}

/** The services of `--service` in this process, until it is told to end. */
const runHere = async ({ options, config, stop }: Running, services: readonly ServiceName[]): Promise<number> => {
  if (stop.isStopping()) return 0
  const endBeats = startHeartbeat(systemClock)
  try {
    await runBeating({ options, config, stop }, services)
  } finally {
    endBeats()
  }
  return 0
}

const runBeating = async ({ options, config, stop }: Running, services: readonly ServiceName[]): Promise<void> => {
  const transport = await zmqTransport(options.bus)
  const bus = await SocketBus.open({ transport, services, run: randomUUID(), clock: systemClock })
  try {
    const running = await startServices({
      machine: linuxMachine(config),
      bus,
      config,
      services,
      configFile: options.config,
      mustOpen: options.wait !== true,
    })
    parentProcess.send({ ready: true })
    await stop.stopped
    await running.close()
  } finally {
    await bus.close()
  }
}

/** Lines for stderr, held until all services are up: one that cannot start is one line. */
class HeldLines {
  #held: string[] | undefined = []

  readonly write = (line: string): void => {
    if (this.#held) this.#held.push(line)
    else process.stderr.write(`${line}\n`)
  }

  /** Writes `first`, then what was held, and from now on at once. */
  letGo(first: string): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const line of [first, ...held]) this.write(line)
  }
}

/** What the services tell, as lines; the returned function ends it. */
const showTold = async (
  { bus: folder, verbose }: RunOptions,
  lines: HeldLines,
  starts: StartRecorder | undefined,
): Promise<() => Promise<void>> => {
  const bus = await SocketBus.open({
    transport: await zmqTransport(folder),
    services: [],
    run: 'run',
    clock: systemClock,
  })
  const end = showEvents({ bus, clock: systemClock, isAll: verbose === true, write: lines.write })
  const endWatch = starts?.watch(bus)
  return async () => {
    end()
    endWatch?.()
    await bus.close()
  }
}

const argsOf = ({ config, bus, gpsdPort, state, wait }: RunOptions): string[] => [
  ...['run', '--config', config, '--bus', bus],
  ...(gpsdPort === undefined ? [] : ['--gpsd-port', String(gpsdPort)]),
  ...(state === undefined ? [] : ['--state', state]),
  ...(wait ? ['--wait'] : []),
]

/** Everything that one service's process is started with. */
type PlanOf = (name: ServiceName) => ProcessPlan

const planFor =
  (options: RunOptions, parted: Parted): PlanOf =>
  (name) => {
    const runAs = parted.of(name)
    return {
      name,
      args: [...argsOf(options), '--service', name],
      niceness: nicenessOf(name),
      ...(runAs && { runAs }),
    }
  }

/**
 * Resolves with those that do not start: a train that waits goes on without, and the orchestrator tries them again. One that does not wait is
 * rejected at the first, with UsageError.
 */
const startAll = async (
  { options, config, stop }: Running,
  orchestrator: Orchestrator,
  planOf: PlanOf,
): Promise<ServiceName[]> => {
  const down: ServiceName[] = []
  for (const name of servicesOf(config)) {
    const started = await Promise.race([orchestrator.start(planOf(name)), stop.stopped])
    if (stop.isStopping() || !started) return down
    if (started === 'ready') continue
    if (!options.wait) throw new UsageError(started.failed.replace(/^steppelink: /, ''))
    down.push(name)
  }
  return down
}

const runningText = (bus: string, services: readonly ServiceName[], down: readonly ServiceName[]): string =>
  `running: ${services.filter((name) => !down.includes(name)).join(', ')}; Ctrl-C ends it\n${down.map((name) => `${name} does not start, and is tried again and again\n`).join('')}to see how it does: journey show --bus ${bus}, mute show --bus ${bus}`

const program = (): string => process.argv[1] ?? ''

/** Every service as a process of its own, and where it can be as a user of its own, each started again when it ends. */
const runAll = async (running: Running): Promise<number> => {
  const { bus, config: configFile } = running.options
  const parted = await partServices(running.config, { bus, program: program(), configFile })
  try {
    await runParted(running, parted)
  } finally {
    await parted.end()
  }
  return 0
}

const runParted = async (running: Running, parted: Parted): Promise<void> => {
  const { options, config, stop } = running
  const planOf = planFor(options, parted)
  const lines = new HeldLines()
  for (const line of parted.told) lines.write(`steppelink: ${line}`)
  let isUp = false
  const starts = await recordStarts(config.state.folder)
  const onEvent = (event: ProcessEvent): void => {
    if (event.kind === 'ended') starts?.crashed(event.name)
    if (isUp || event.kind !== 'ready') lines.write(`${event.name}: ${processWords(event)}`)
  }
  const orchestrator: Orchestrator = new Orchestrator({
    clock: systemClock,
    program: program(),
    onEvent,
    onMessage: (name, message) => {
      if (name === 'configuration' && isFilePlaced(message)) void follow()
    },
  })
  const follow = followConfiguration({
    config,
    read: () => readTrain(options),
    start: (name) => orchestrator.start(planOf(name)),
    renew: (name) => orchestrator.renew(name),
    retire: (name) => orchestrator.retire(name),
    onTrouble: (cause) => lines.write(`configuration: ${cause instanceof Error ? cause.message : cause}`),
  })
  const endShowing = await showTold(options, lines, starts)
  try {
    const down = await startAll(running, orchestrator, planOf)
    isUp = true
    if (!stop.isStopping()) lines.letGo(runningText(options.bus, servicesOf(config), down))
    await stop.stopped
  } finally {
    await endShowing()
    await orchestrator.stop()
    await starts?.end()
  }
}

/** The command line's port comes before the file's. */
const withGpsdPort = (config: TrainConfig, port: number | undefined): TrainConfig => {
  if (port === undefined) return config
  const { gpsd, ...others } = config
  return port === 0 ? others : { ...others, gpsd: { host: gpsd?.host ?? '127.0.0.1', port } }
}

/** The train's file, with what the command line says in its place. */
const readTrain = async (options: RunOptions): Promise<TrainConfig> => {
  const file = parseConfig(await readText(options.config), options.config)
  const state = options.state === undefined ? file.state : { folder: resolve(options.state) }
  return { ...withGpsdPort(file, options.gpsdPort), state }
}

/** `run`: the services on the devices of a configuration, until Ctrl-C or SIGTERM. */
export const run = async (options: RunOptions, stop: StopSignal): Promise<number> => {
  const { state } = await readTrain(options)
  const settled = options.service ? undefined : await settleConfiguration(options.config, state.folder)
  if (settled !== undefined) process.stderr.write(`steppelink: ${settled}\n`)
  const config = await readTrain(options)
  await checkNames(config, options.config)
  if ((options.service ?? ['tracking']).includes('tracking')) await checkElements({ readText }, config, options.config)
  // A process that starts again, or a train that waits, does without what is missing.
  if (!options.service && !options.wait && servicesOf(config).includes('links')) await checkNetwork(config)
  const running = { options, config, stop }
  return options.service ? runHere(running, options.service) : runAll(running)
}
