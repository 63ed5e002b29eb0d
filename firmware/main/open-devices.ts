import { beamControllerDrivers } from '../../drivers/antenna/index.ts'
import type { CellularModem } from '../../drivers/cellular/cellular.ts'
import { cellularDrivers } from '../../drivers/cellular/index.ts'
import type { GnssOpening } from '../../drivers/gnss/gnss.ts'
import { gnssDrivers } from '../../drivers/gnss/index.ts'
import { modemDrivers } from '../../drivers/modem/index.ts'
import { odometerDrivers } from '../../drivers/odometer/index.ts'
import type { Odometer } from '../../drivers/odometer/odometer.ts'
import { patientOdometer } from '../../drivers/odometer/patient-odometer.ts'
import { powerDrivers } from '../../drivers/power/index.ts'
import { rfSwitchDrivers } from '../../drivers/rf-switch/index.ts'
import type { RfSwitch } from '../../drivers/rf-switch/rf-switch.ts'
import { rotatorDrivers } from '../../drivers/rotator/index.ts'
import { selfPointingDrivers } from '../../drivers/self-pointing/index.ts'
import { starlinkDrivers } from '../../drivers/starlink/index.ts'
import { kernelSensorDrivers, motionBoardDrivers } from '../../drivers/vibration/index.ts'
import { patientMotionSensor } from '../../drivers/vibration/patient-sensor.ts'
import type { KernelSensorDescriptor } from '../../drivers/vibration/vibration.ts'
import type { GpioPinMap } from '../../hal/linux/gpio.ts'
import type { MotionSensor } from '../../hal/motion-sensor.ts'
import type { OpenPort, SerialSettings } from '../../hal/port.ts'
import { reconnectingLink } from '../../hal/reconnecting-link.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { boards } from '../../hardware/boards/index.ts'
import type { DeviceClass, DeviceConfig, TrainConfig } from '../config/train-config.ts'
import type { FittedOdometer } from '../services/navigation/navigator.ts'
import type { FittedBoard } from '../services/vibration.ts'
import { UsageError } from '../usage-error.ts'
import { readElementsInUse } from './elements-files.ts'
import type { Machine } from './machine.ts'
import { mountLimitsOf } from './mount-limits.ts'

/** A line on which nothing came for this long is opened again; chosen: the slowest device here speaks every 5 s. */
const LINE_SILENCE_LIMIT_MS = 15_000

type OnLine = Exclude<DeviceConfig, { class: 'power' | 'odometer' | 'rf-switch' | 'starlink' }>
type DeviceOf<C extends DeviceClass> = Extract<DeviceConfig, { class: C }>

/** A driver of a class by name; throws UsageError that lists what there is. */
const driverNamed = <D>(drivers: Readonly<Record<string, D>>, device: string, driver: string): D => {
  const found = Object.hasOwn(drivers, driver) ? drivers[driver] : undefined
  if (found) return found
  throw new UsageError(`${device}.driver: "${driver}": no such driver; drivers: ${Object.keys(drivers).join(', ')}`)
}

/** What a file's reader says, as a mistake of the setting that names the file. */
const saidOf =
  (source: string) =>
  (cause: unknown): never => {
    if (!(cause instanceof TerminalError)) throw cause
    throw new UsageError(`${source}: ${cause.message}`, { cause })
  }

/** The configured devices of one class, by name. */
export const devicesOf = <C extends DeviceClass>(
  config: TrainConfig,
  wanted: C,
): [name: string, device: DeviceOf<C>][] =>
  Object.entries(config.devices).filter((entry): entry is [string, DeviceOf<C>] => entry[1].class === wanted)

/** A board's lines by its name; throws UsageError that lists what there is. */
export const boardNamed = (name: string, source: string): GpioPinMap => {
  const board = Object.hasOwn(boards, name) ? boards[name] : undefined
  if (board) return board
  throw new UsageError(`${source}: board: "${name}": no such board; boards: ${Object.keys(boards).join(', ')}`)
}

/** Who points an antenna that needs no aims, as its driver declares it. */
export const selfPointingOf = (name: string, { driver }: DeviceOf<'self-pointing'>): 'assisted' | 'self' =>
  driverNamed(selfPointingDrivers, `devices.${name}`, driver).pointing

/** Throws UsageError when a constellation's elements cannot be read; it names the place in `source`. */
export const checkElements = async (
  machine: Pick<Machine, 'readText'>,
  config: TrainConfig,
  source: string,
): Promise<void> => {
  for (const [name, { service }] of Object.entries(config.terminals)) {
    if (service.kind !== 'constellation') continue
    const place = { stateFolder: config.state.folder, configured: service.elements }
    try {
      await readElementsInUse(machine, place)
    } catch (cause) {
      if (!(cause instanceof UsageError)) throw cause
      throw new UsageError(`${source}: terminals.${name}.service.elements: ${cause.message}`, { cause })
    }
  }
}

/** Opens the devices of a train on one machine; remembers the first opening of each line, so that a command can end when one fails. */
export class DeviceOpener {
  readonly #machine: Machine
  readonly #pace: { statusEveryMs?: number }
  readonly #firstOpenings: Promise<unknown>[] = []

  constructor(machine: Machine, { statusEveryMs }: TrainConfig['rates']) {
    this.#machine = machine
    this.#pace = statusEveryMs === undefined ? {} : { statusEveryMs }
  }

  /** Settles when each line was tried once; rejects with the first TerminalError. */
  async firstOpenings(): Promise<void> {
    await Promise.all(this.#firstOpenings)
  }

  gnss(name: string, device: DeviceOf<'gnss'>, more: Pick<GnssOpening, 'storage' | 'notBeforeUtcMs'> = {}) {
    const descriptor = driverNamed(gnssDrivers, `devices.${name}`, device.driver)
    const baudRate = device.serial?.baudRate ?? descriptor.serial.baudRate
    return descriptor.open({ ...this.#on(name, device, descriptor.serial), baudRate, ...more })
  }

  modem(name: string, device: DeviceOf<'modem'>) {
    const descriptor = driverNamed(modemDrivers, `devices.${name}`, device.driver)
    return descriptor.open(this.#on(name, device, descriptor.serial))
  }

  antenna(name: string, device: DeviceOf<'antenna'>) {
    const descriptor = driverNamed(beamControllerDrivers, `devices.${name}`, device.driver)
    return {
      limits: descriptor.limits,
      statusEveryMs: this.#pace.statusEveryMs ?? descriptor.timing.statusEveryMs,
      beam: descriptor.open({ ...this.#on(name, device, descriptor.serial), ...this.#pace }),
    }
  }

  async rotator(name: string, device: DeviceOf<'rotator'>) {
    const descriptor = driverNamed(rotatorDrivers, `devices.${name}`, device.driver)
    const { openOnBoard, timing, serial } = descriptor
    const limits = mountLimitsOf(name, device, descriptor)
    const board = openOnBoard && (await this.#machine.johnnyFiveSteppers?.())
    const opening = { ...this.#on(name, device, serial), ...this.#pace, travel: limits }
    return {
      limits,
      statusEveryMs: this.#pace.statusEveryMs ?? timing.statusEveryMs,
      rotator: openOnBoard && board ? openOnBoard({ ...opening, board }) : descriptor.open(opening),
    }
  }

  selfPointing(name: string, device: DeviceOf<'self-pointing'>) {
    const descriptor = driverNamed(selfPointingDrivers, `devices.${name}`, device.driver)
    return { pointing: descriptor.pointing, antenna: descriptor.open(this.#on(name, device, descriptor.serial)) }
  }

  /** Rejects with UsageError when the file of its PIN cannot be read, or holds none. */
  async cellular(name: string, device: DeviceOf<'cellular'>): Promise<CellularModem> {
    const descriptor = driverNamed(cellularDrivers, `devices.${name}`, device.driver)
    const { satellite, slots } = device
    if (slots && !descriptor.maker.slots)
      throw new UsageError(
        `devices.${name}.slots: the driver ${device.driver} cannot choose a SIM slot; quectel, telit and sierra can`,
      )
    const first = await this.#simOf(device, `devices.${name}`)
    const second = slots && (await this.#simOf(slots.second, `devices.${name}.slots.second`))
    return descriptor.open({
      ...this.#on(name, device, descriptor.serial),
      satellitePlmns: satellite.plmns,
      hasSatelliteData: satellite.hasData,
      ...first,
      ...(second && { secondSim: second }),
    })
  }

  async #simOf(
    { pinFile, apn }: { pinFile?: string | undefined; apn?: string | undefined },
    at: string,
  ): Promise<{ pin?: string; apn?: string }> {
    const pin = pinFile === undefined ? undefined : await this.#pinIn(pinFile, `${at}.pinFile`)
    return { ...(pin !== undefined && { pin }), ...(apn !== undefined && { apn }) }
  }

  async #pinIn(file: string, source: string): Promise<string> {
    const { readText, readPrivate = readText } = this.#machine
    const text = (await readPrivate(file).catch(saidOf(source))).trim()
    if (/^\d{4,8}$/.test(text)) return text
    throw new UsageError(`${source}: "${file}": holds no PIN: 4 to 8 digits`)
  }

  async starlink(name: string, { driver, port, snowMelt, isGnssInhibited }: DeviceOf<'starlink'>) {
    const descriptor = driverNamed(starlinkDrivers, `devices.${name}`, driver)
    const { clock, rpc } = this.#machine
    return descriptor.open({
      channel: await rpc(name, port.replace(/^tcp:/, '')),
      clock,
      settings: { ...(snowMelt && { snowMelt }), ...(isGnssInhibited !== undefined && { isGnssInhibited }) },
    })
  }

  /** Resolves after its first try: one that is not there gives no sample until it is. */
  async vibration(name: string, device: DeviceOf<'vibration'>): Promise<FittedBoard> {
    const ofKernel = Object.hasOwn(kernelSensorDrivers, device.driver) && kernelSensorDrivers[device.driver]
    if (ofKernel) return this.#kernelSensor(name, device, ofKernel)
    const descriptor = driverNamed(motionBoardDrivers, `devices.${name}`, device.driver)
    const { clock, random, johnnyFive } = this.#machine
    const openPort = this.#line(name, device, descriptor.serial)
    const { limits, parts } = descriptor
    const rateHz = Math.min(device.rateHz, limits.maxRateHz)
    const open = (): Promise<MotionSensor> =>
      device.reader === 'johnny-five' && johnnyFive
        ? johnnyFive({ name, openPort, parts, rateHz })
        : descriptor.open({ openPort, rateHz, clock, random: random.fork(name) })
    return { sensor: await this.#patient(open), mount: device.mount, rateHz, limits }
  }

  async #patient<S extends MotionSensor>(open: () => Promise<S>, onOpen?: (sensor: S) => void): Promise<MotionSensor> {
    const { sensor, opened } = patientMotionSensor({ open, clock: this.#machine.clock, ...(onOpen && { onOpen }) })
    this.#remember(opened)
    await opened.catch(() => undefined)
    return sensor
  }

  power(name: string, device: DeviceOf<'power'>) {
    return driverNamed(powerDrivers, `devices.${name}`, device.driver)
  }

  /** Rejects with TerminalError when the board has not its lines: a terminal whose cable nobody can switch must not start. */
  async rfSwitch(name: string, device: DeviceOf<'rf-switch'>): Promise<RfSwitch> {
    const descriptor = driverNamed(rfSwitchDrivers, `devices.${name}`, device.driver)
    const gpio = await this.#machine.gpio()
    try {
      const opened = await descriptor.open({ gpio, clock: this.#machine.clock, lines: device.lines })
      const close = opened.close.bind(opened)
      return Object.assign(opened, { close: () => close().finally(() => gpio.close()) })
    } catch (error) {
      await gpio.close()
      throw error
    }
  }

  /** It has its GPIO for itself, which ends with it. */
  odometer(name: string, device: DeviceOf<'odometer'>): FittedOdometer {
    const descriptor = driverNamed(odometerDrivers, `devices.${name}`, device.driver)
    const { lines, pulsesPerMetre } = device
    const { clock } = this.#machine
    const open = async (): Promise<Odometer> => {
      const gpio = await this.#machine.gpio()
      try {
        const odometer = await descriptor.open({ gpio, clock, lines, pulsesPerMetre })
        return { ...odometer, close: () => odometer.close().finally(() => gpio.close()) }
      } catch (error) {
        await gpio.close()
        throw error
      }
    }
    const { odometer, opened } = patientOdometer({ open, clock })
    this.#remember(opened)
    return { odometer, pulsesPerMetre }
  }

  async #kernelSensor(
    name: string,
    { port, mount, rateHz }: DeviceOf<'vibration'>,
    { part, limits }: KernelSensorDescriptor,
  ): Promise<FittedBoard> {
    const { iio } = this.#machine
    if (!iio)
      throw new UsageError(`devices.${name}.driver: there is no kernel here that reads it; use a board on a line`)
    const asked = { name: port.replace(/^iio:/, ''), rateHz: Math.min(rateHz, limits.maxRateHz) }
    const { validBandHz } = limits
    // What it is really set to the kernel says only when it is there.
    const board = { mount, rateHz: asked.rateHz, limits: { rangeG: {}, rangeDps: {}, validBandHz, bandwidthHz: {} } }
    const sensor = await this.#patient(
      () => iio(asked),
      (opened) => {
        board.rateHz = opened.rateHz
        board.limits.rangeG = { [part]: opened.rangeG }
      },
    )
    return Object.assign(board, { sensor })
  }

  #line(name: string, device: OnLine, settings: SerialSettings): OpenPort {
    return this.#machine.line(name, device.port, { ...settings, ...withoutUndefined(device.serial ?? {}) })
  }

  #on(name: string, device: OnLine, settings: SerialSettings) {
    const { clock, random } = this.#machine
    const link = reconnectingLink({
      name,
      open: this.#line(name, device, settings),
      clock,
      random: random.fork(name),
      // Who listens waits for the other end, however long it takes.
      ...(!device.port.startsWith('tcp-listen:') && { silenceLimitMs: LINE_SILENCE_LIMIT_MS }),
    })
    this.#remember(link.opened())
    return { link: link as SerialLink, clock }
  }

  /** Whoever does not ask for it is not told that it failed: the line goes on trying. */
  #remember(opening: Promise<unknown>): void {
    opening.catch(() => undefined)
    this.#firstOpenings.push(opening)
  }
}

/** What the configuration says, and only that: an absent setting must not hide the driver's. */
const withoutUndefined = (settings: NonNullable<OnLine['serial']>): Partial<SerialSettings> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
