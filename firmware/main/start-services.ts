import type { BeamController } from '../../drivers/antenna/antenna.ts'
import { BUILD_UTC_MS } from '../../drivers/gnss/epoch/era.ts'
import type { PowerBoardDescriptor } from '../../drivers/power/power.ts'
import { type AppendLog, failedAppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { failedStorage, memoryStorage, type Storage } from '../../hal/storage.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { Bus } from '../bus/bus.ts'
import type { ServiceName } from '../bus/services.ts'
import { servicesOf } from '../config/services-of.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { toldTopicsOf, trainParts } from '../config/train-parts.ts'
import { closeAll, type Service } from '../services/service.ts'
import type { TerminalSky } from '../services/tracking/terminal-sky.ts'
import type { TrackedTerminal } from '../services/tracking/tracked-terminal.ts'
import { UsageError } from '../usage-error.ts'
import { type ElementsInUse, readElementsInUse, reloadElements } from './elements-files.ts'
import type { Machine } from './machine.ts'
import { DeviceOpener, devicesOf, selfPointingOf } from './open-devices.ts'
import { readRoute, readRoutes } from './read-route.ts'
import { sayError } from './say-error.ts'
import type { KeepingService } from './service-accounts.ts'
import { stowSetup } from './stow-setup.ts'
import { version } from './version.ts'

/** What a set of services is started with. */
export interface StartOptions {
  machine: Machine
  bus: Bus
  config: TrainConfig
  services: readonly ServiceName[]
  /** Where the train's file lies, for the one that keeps it. */
  configFile?: string
  /** Rejects with the first line's TerminalError, everything closed again, when a device cannot be opened; else it is waited for. */
  mustOpen: boolean
}

interface Starting extends StartOptions {
  devices: DeviceOpener
}

const inMemory = (): Storage => memoryStorage()

/** A train that cannot keep anything still rides: it is told of, and begins with nothing after a restart. */
const storageOf = async (
  machine: Machine,
  instead: (cause: TerminalError) => Storage = inMemory,
  keeper?: KeepingService,
): Promise<Storage> => {
  try {
    return await machine.storage(keeper)
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    sayError(error)
    return instead(error)
  }
}

/** A train that cannot keep what is told tells it all the same. */
const eventLogOf = async (machine: Machine): Promise<AppendLog> => {
  try {
    return (await machine.eventLog?.()) ?? memoryAppendLog()
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    sayError(error)
    return memoryAppendLog()
  }
}

const startNavigation = async ({ machine, bus, config, devices }: Starting): Promise<Service> => {
  const { startNavigation: start } = await import('../services/navigation.ts')
  const { TimeFloor } = await import('../services/navigation/time-floor.ts')
  const storage = await storageOf(machine)
  const floor = new TimeFloor({ buildUtcMs: BUILD_UTC_MS, storage })
  const receivers = devicesOf(config, 'gnss').map(
    ([name, device]) => [name, devices.gnss(name, device, { storage, notBeforeUtcMs: () => floor.utcMs() })] as const,
  )
  const arms = devicesOf(config, 'gnss').flatMap(([name, { leverArmM }]) =>
    leverArmM ? [[name, leverArmM] as const] : [],
  )
  const yaws = devicesOf(config, 'gnss').map(([name, { baselineYawDeg }]) => [name, baselineYawDeg] as const)
  const routes = await readRoutes(machine)
  if (config.route !== undefined && !routes.some(({ id }) => id === config.route))
    await readRoute(machine, config.route)
  const odometers = devicesOf(config, 'odometer').map(
    ([name, device]) => [name, devices.odometer(name, device)] as const,
  )
  return start({
    clock: machine.clock,
    bus,
    receivers: Object.fromEntries(receivers),
    leverArmsM: Object.fromEntries(arms),
    baselineYawsDeg: Object.fromEntries(yaws),
    odometers: Object.fromEntries(odometers),
    routes,
    routeHint: config.route,
    trainNumber: config.train.number,
    storage,
    floor,
    clocks: config.time && (await machine.clocks?.(config.time)),
  })
}

const elementsPlace = ({ state }: TrainConfig, configured: string) => ({ stateFolder: state.folder, configured })

const trackedService = async (
  { machine, config }: Starting,
  terminal: TrainConfig['terminals'][string],
): Promise<TrackedTerminal['service']> => {
  const { service, elevationMaskDeg: maskDeg } = terminal
  if (service.kind === 'geostationary') return service
  const inUse = await readElementsInUse(machine, elementsPlace(config, service.elements))
  const { rehearse } = await import('../services/tracking/rehearsal.ts')
  rehearse(inUse.elements, { ...skyOf(terminal), maskDeg })
  return { kind: service.kind, ...inUse }
}

/** By terminal, of those that follow a constellation: one after the other, so that slices do not add up. */
const reloadingElements =
  ({ machine, config }: Starting) =>
  async (): Promise<Record<string, ElementsInUse>> => {
    const read: Record<string, ElementsInUse> = {}
    for (const [name, { service }] of Object.entries(config.terminals))
      if (service.kind === 'constellation')
        read[name] = await reloadElements(machine, elementsPlace(config, service.elements))
    return read
  }

const skyOf = (terminal: TrainConfig['terminals'][string]): TerminalSky => ({
  ...terminal,
  beamHalfWidthDeg: terminal.beamWidthDeg / 2,
})

const startTracking = async (starting: Starting): Promise<Service> => {
  const { machine, bus, config, devices } = starting
  const { startTracking: start } = await import('../services/tracking.ts')
  const { arrayPointer, dishPointer } = await import('../services/tracking/pointers.ts')
  const pointers = new Map<
    string,
    { close(): Promise<void>; counters(): ReturnType<ReturnType<DeviceOpener['gnss']>['counters']> }
  >()
  const terminals: Parameters<typeof start>[0]['terminals'][number][] = []
  const locators: Record<string, Pick<BeamController, 'onLocation'>> = {}
  for (const [name, terminal] of Object.entries(config.terminals)) {
    const device = config.devices[terminal.pointer]
    const service = await trackedService(starting, terminal)
    const setup = { clock: machine.clock, mounting: terminal.mount }
    const { elevationMaskDeg: maskDeg, beamWidthDeg, pointingLimitDeg } = terminal
    const shared = { name, maskDeg, beamWidthDeg, pointingLimitDeg, service, sky: skyOf(terminal) }
    if (device?.class === 'antenna') {
      const { beam, limits, statusEveryMs } = devices.antenna(terminal.pointer, device)
      pointers.set(terminal.pointer, beam)
      locators[name] = beam
      terminals.push({
        ...shared,
        pointer: arrayPointer(beam, limits, { ...setup, statusEveryMs, beams: terminal.beams }),
      })
    } else if (device?.class === 'rotator') {
      const { rotator, limits, statusEveryMs } = await devices.rotator(terminal.pointer, device)
      pointers.set(terminal.pointer, rotator)
      const stow = stowSetup(name, terminal.stow, limits)
      terminals.push({ ...shared, pointer: dishPointer(rotator, limits, { ...setup, statusEveryMs, stow }) })
    } else if (device?.class === 'self-pointing' && service.kind === 'geostationary') {
      // Its line is the interlock's, between modem and antenna; only where it has to look is told here.
      terminals.push({
        name,
        service,
        maskDeg: terminal.elevationMaskDeg,
        pointing: selfPointingOf(terminal.pointer, device),
      })
    }
  }
  return start({
    clock: machine.clock,
    bus,
    terminals,
    locators,
    routes: await readRoutes(machine),
    stow: { ...config.stow, shockLimitG: config.interlock.shockLimitG },
    reloadElements: reloadingElements(starting),
    storage: await storageOf(machine),
    devices: Object.fromEntries(pointers),
    ...config.rates,
  })
}

/** The power board of a train, for the services that hold some of its lines. */
const powerBoard = (starting: Starting): PowerBoardDescriptor => {
  const [found] = devicesOf(starting.config, 'power')
  if (!found)
    throw new UsageError('devices: a device of class power is missing: without its permit line nothing may transmit')
  return starting.devices.power(...found)
}

/** GPIO lives as long as the service that uses it. */
const closingToo = (service: Service, other: { close(): Promise<void> }): Service => ({
  close: () => closeAll([other, service]),
})

const startInterlock = async (starting: Starting): Promise<Service> =>
  (await import('./start-interlock.ts')).startInterlock({ ...starting, board: powerBoard(starting) })

const startLinks = async (starting: Starting): Promise<Service> =>
  (await import('./start-links.ts')).startLinks({
    ...starting,
    // Counters of orders that begin again would let old ones be obeyed twice, and no emergency is kept that is in memory alone.
    storage: await storageOf(starting.machine, failedStorage),
  })

const startVibration = async ({ machine, bus, config, devices }: Starting): Promise<Service> => {
  const { startVibration: start } = await import('../services/vibration.ts')
  const boards = devicesOf(config, 'vibration').map(
    async ([name, device]) => [name, await devices.vibration(name, device)] as const,
  )
  const opened = Object.fromEntries(await Promise.all(boards))
  const storage = await storageOf(machine)
  return start({ clock: machine.clock, bus, boards: opened, motionHz: config.rates.motionHz, storage })
}

const startPower = async (starting: Starting): Promise<Service> => {
  const { startPower: start } = await import('../services/power.ts')
  const { machine, bus, config } = starting
  const gpio = await machine.gpio()
  const board = await powerBoard(starting).open({ gpio, clock: machine.clock })
  const storage = await storageOf(machine)
  return closingToo(start({ clock: machine.clock, bus, board, powerHz: config.rates.powerHz, storage }), gpio)
}

const startGpsd = async ({ machine, bus, config, mustOpen }: Starting): Promise<Service> => {
  const { startGpsd: start } = await import('../services/gpsd.ts')
  if (!config.gpsd) throw new UsageError('gpsd: is missing: nothing says where to serve it; --gpsd-port N does')
  return start({
    clock: machine.clock,
    bus,
    listen: machine.listen,
    release: `steppelink-${version()}`,
    isPatient: !mustOpen,
    ...config.gpsd,
  })
}

const startConfiguration = async ({ machine, bus, config, configFile }: Starting): Promise<Service> => {
  if (configFile === undefined) throw new UsageError('configuration: there is no file to keep')
  const { startConfiguration: start } = await import('./start-configuration.ts')
  const context = { clock: machine.clock, bus }
  return start(context, { path: configFile, config, storage: await storageOf(machine, failedStorage) })
}

const startAlarms = async ({ machine, bus, config }: Starting): Promise<Service> => {
  const { startAlarms: start } = await import('../services/alarms.ts')
  return start({
    clock: machine.clock,
    bus,
    storage: await storageOf(machine, inMemory, 'alarms'),
    log: await eventLogOf(machine),
    parts: trainParts(config),
    topics: toldTopicsOf(config),
    services: servicesOf(config),
    release: `steppelink ${version()}`,
  })
}

const startConsole = async ({ machine, bus, config }: Starting): Promise<Service> =>
  (await import('./start-console.ts')).startConsole({ machine, bus, config })
/** What people do there cannot be noted then, and nobody may do more than look. */
const auditLogOf = (access: NonNullable<Machine['access']>): Promise<AppendLog> =>
  access.auditLog().catch((error: unknown) => {
    if (!(error instanceof TerminalError)) throw error
    sayError(error)
    return failedAppendLog(error)
  })

const startAccess = async ({ machine, bus, config }: Starting): Promise<Service> => {
  const { access, clock } = machine
  if (!access) throw new UsageError('console: an accelerated ride has none')
  const { startAccess: start } = await import('../services/access.ts')
  const { depotKeys = {}, provisioning } = config.console ?? {}
  return start({
    clock,
    bus,
    storage: await storageOf(machine, failedStorage, 'access'),
    log: await auditLogOf(access),
    trainId: config.train.id,
    depotKeys,
    ...(provisioning !== undefined && { provisioning: () => access.readProvisioning(provisioning) }),
    secretBytes: access.secretBytes,
  })
}

const starters: Readonly<Record<ServiceName, (starting: Starting) => Promise<Service>>> = {
  navigation: startNavigation,
  tracking: startTracking,
  interlock: startInterlock,
  links: startLinks,
  vibration: startVibration,
  power: startPower,
  gpsd: startGpsd,
  configuration: startConfiguration,
  alarms: startAlarms,
  console: startConsole,
  access: startAccess,
}

/** Starts services on a machine; what was started is closed again when one of them cannot be. */
export const startServices = async (options: StartOptions): Promise<Service> => {
  const devices = new DeviceOpener(options.machine, options.config.rates)
  const running: Service[] = []
  try {
    for (const name of options.services) running.push(await starters[name]({ ...options, devices }))
    if (options.mustOpen) await devices.firstOpenings()
  } catch (error) {
    await closeAll(running)
    throw error
  }
  return { close: () => closeAll(running) }
}
