import { randomUUID } from 'node:crypto'
import { parentProcess } from '../../../hal/linux/child-process.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { zmqTransport } from '../../../hal/linux/zmq-transport.ts'
import { type ServiceName, serviceNames } from '../../bus/services.ts'
import { SocketBus } from '../../bus/socket-bus.ts'
import { parseConfig } from '../../config/read-config.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { UsageError } from '../../usage-error.ts'
import { linuxMachine, readText } from '../linux-machine.ts'
import { checkElements, checkNames } from '../open-devices.ts'
import { Orchestrator, type ProcessEvent } from '../orchestrator.ts'
import { startServices } from '../start-services.ts'
import type { StopSignal } from '../stop-signal.ts'

interface RunOptions {
  config: string
  bus: string
  service?: ServiceName[]
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
  const bus = await SocketBus.open({ transport: await zmqTransport(options.bus), services, run: randomUUID() })
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
  return 0
}

const say = (event: ProcessEvent): void => {
  const text = {
    ready: () => 'ready',
    ended: (e: ProcessEvent & { kind: 'ended' }) => `${e.how}; again in ${e.againInMs} ms`,
    line: (e: ProcessEvent & { kind: 'line' }) => e.line,
  }
  const line = event.kind === 'ready' ? text.ready() : event.kind === 'ended' ? text.ended(event) : text.line(event)
  process.stderr.write(`${event.name}: ${line}\n`)
}

/** Every service as a process of its own, each started again when it ends. What they say is held until all are up: one that cannot start is one line. */
const runAll = async ({ options, stop }: Running): Promise<number> => {
  let held: ProcessEvent[] | undefined = []
  const onEvent = (event: ProcessEvent): void => {
    if (held) held.push(event)
    else say(event)
  }
  const orchestrator = new Orchestrator({ clock: systemClock, program: process.argv[1] ?? '', onEvent })
  const shared = ['run', '--config', options.config, '--bus', options.bus, ...(options.wait ? ['--wait'] : [])]
  try {
    for (const name of serviceNames) {
      const starting = orchestrator.start({ name, args: [...shared, '--service', name] })
      const started = await Promise.race([starting, stop.stopped])
      if (stop.isStopping() || !started) break
      if (started !== 'ready') throw new UsageError(started.failed.replace(/^steppelink: /, ''))
    }
    for (const event of held) if (event.kind !== 'ready') say(event)
    held = undefined
    if (!stop.isStopping()) process.stderr.write(`running: ${serviceNames.join(', ')}; Ctrl-C ends it\n`)
    await stop.stopped
  } finally {
    await orchestrator.stop()
  }
  return 0
}

/** `run`: the services on the devices of a configuration, until Ctrl-C or SIGTERM. */
export const run = async (options: RunOptions, stop: StopSignal): Promise<number> => {
  const config = parseConfig(await readText(options.config), options.config)
  await checkNames(config, options.config)
  if ((options.service ?? ['tracking']).includes('tracking')) await checkElements({ readText }, config, options.config)
  const running = { options, config, stop }
  return options.service ? runHere(running, options.service) : runAll(running)
}
