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
import { startHeartbeat } from '../heartbeat.ts'
import { linuxMachine, readText } from '../linux-machine.ts'
import { nicenessOf } from '../niceness.ts'
import { checkElements } from '../open-devices.ts'
import { Orchestrator, type ProcessEvent, processWords } from '../orchestrator.ts'
import { startServices } from '../start-services.ts'
import type { StopSignal } from '../stop-signal.ts'

interface RunOptions {
  config: string
  bus: string
  service?: ServiceName[]
  gpsdPort?: number
  state?: string
  wait?: true
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
      mustOpen: options.wait !== true,
    })
    parentProcess.send({ ready: true })
    await stop.stopped
    await running.close()
  } finally {
    await bus.close()
  }
}

const say = (event: ProcessEvent): void => {
  process.stderr.write(`${event.name}: ${processWords(event)}\n`)
}

/** Every service as a process of its own, each started again when it ends. What they say is held until all are up: one that cannot start is one line. */
const runAll = async ({ options, config, stop }: Running): Promise<number> => {
  let held: ProcessEvent[] | undefined = []
  const onEvent = (event: ProcessEvent): void => {
    if (held) held.push(event)
    else say(event)
  }
  const orchestrator = new Orchestrator({ clock: systemClock, program: process.argv[1] ?? '', onEvent })
  const gpsdPort = options.gpsdPort === undefined ? [] : ['--gpsd-port', String(options.gpsdPort)]
  const state = options.state === undefined ? [] : ['--state', options.state]
  const given = [...gpsdPort, ...state, ...(options.wait ? ['--wait'] : [])]
  const shared = ['run', '--config', options.config, '--bus', options.bus, ...given]
  const services = servicesOf(config)
  try {
    for (const name of services) {
      const starting = orchestrator.start({ name, args: [...shared, '--service', name], niceness: nicenessOf(name) })
      const started = await Promise.race([starting, stop.stopped])
      if (stop.isStopping() || !started) break
      if (started !== 'ready') throw new UsageError(started.failed.replace(/^steppelink: /, ''))
    }
    for (const event of held) if (event.kind !== 'ready') say(event)
    held = undefined
    if (!stop.isStopping())
      process.stderr.write(
        `running: ${services.join(', ')}; Ctrl-C ends it\nto see how it does: journey show --bus ${options.bus}, mute show --bus ${options.bus}\n`,
      )
    await stop.stopped
  } finally {
    await orchestrator.stop()
  }
  return 0
}

/** The command line's port comes before the file's. */
const withGpsdPort = (config: TrainConfig, port: number | undefined): TrainConfig => {
  if (port === undefined) return config
  const { gpsd, ...others } = config
  return port === 0 ? others : { ...others, gpsd: { host: gpsd?.host ?? '127.0.0.1', port } }
}

/** `run`: the services on the devices of a configuration, until Ctrl-C or SIGTERM. */
export const run = async (options: RunOptions, stop: StopSignal): Promise<number> => {
  const file = parseConfig(await readText(options.config), options.config)
  const state = options.state === undefined ? file.state : { folder: resolve(options.state) }
  const config = { ...withGpsdPort(file, options.gpsdPort), state }
  await checkNames(config, options.config)
  if ((options.service ?? ['tracking']).includes('tracking')) await checkElements({ readText }, config, options.config)
  const running = { options, config, stop }
  return options.service ? runHere(running, options.service) : runAll(running)
}
