import type { Bus } from '../bus/bus.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { BusGate } from '../console/access/bus-gate.ts'
import { startConsole as start } from '../console/console.ts'
import type { Service } from '../services/service.ts'
import { tellAs } from '../services/tell.ts'
import { UsageError } from '../usage-error.ts'
import { warnOfKernelConsoles } from './kernel-console.ts'
import type { Machine } from './machine.ts'
import { version } from './version.ts'

/** Opens the train's console ports and serves them. Rejects with TerminalError when one cannot be made, and with UsageError where the train has none. */
export const startConsole = async ({
  machine,
  bus,
  config,
}: {
  machine: Machine
  bus: Bus
  config: TrainConfig
}): Promise<Service> => {
  const { consoleLink, clock } = machine
  if (!config.console || !consoleLink) throw new UsageError('console: no port is configured')
  const ports = Object.entries(config.console.ports).map(async ([name, { port, baudRate }]) => ({
    name,
    baudRate,
    link: await consoleLink(name, port, baudRate),
  }))
  const gateOf = (line: string) => new BusGate({ bus, line })
  const transfers = await machine.fileTransfers?.()
  const { kernelConsoleOf } = machine
  if (kernelConsoleOf) {
    const paths = Object.fromEntries(Object.entries(config.console.ports).map(([name, { port }]) => [name, port]))
    await warnOfKernelConsoles({ ports: paths, kernelConsoleOf, tell: tellAs('console', { bus, clock }) })
  }
  return start({
    clock,
    bus,
    config,
    ports: await Promise.all(ports),
    gateOf,
    ...(transfers && { transfers }),
    release: version(),
  })
}
