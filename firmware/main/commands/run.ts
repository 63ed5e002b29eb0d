import { randomUUID } from 'node:crypto'
import { parentProcess } from '../../../hal/linux/child-process.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { zmqTransport } from '../../../hal/linux/zmq-transport.ts'
import { type ServiceName, serviceNames } from '../../bus/services.ts'
import { SocketBus } from '../../bus/socket-bus.ts'
import { parseConfig } from '../../config/read-config.ts'
import { UsageError } from '../../usage-error.ts'
import { linuxMachine, readText } from '../linux-machine.ts'
import { checkNames } from '../open-devices.ts'
import { Orchestrator, type ProcessEvent } from '../orchestrator.ts'
import { startServices } from '../start-services.ts'
import { listenForStop } from '../stop-signal.ts'

interface RunOptions {
  config: string
  bus: string
  service?: ServiceName[]
  wait?: true
}

/** The services of `--service` in this process, until it is told to end. */
const runHere = async (options: RunOptions, services: readonly ServiceName[]): Promise<number> => {
  const stop = listenForStop()
  if (parentProcess.isThere()) parentProcess.onGone(stop.stop)
  const config = parseConfig(await readText(options.config), options.config)
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
const runAll = async (options: RunOptions): Promise<number> => {
  const stop = listenForStop()
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
    for (const event of held) say(event)
    held = undefined
    await stop.stopped
  } finally {
    await orchestrator.stop()
  }
  return 0
}

/** `run`: the services on the devices of a configuration, until Ctrl-C or SIGTERM. */
export const run = async (options: RunOptions): Promise<number> => {
  await checkNames(parseConfig(await readText(options.config), options.config), options.config)
  return options.service ? runHere(options, options.service) : runAll(options)
}
