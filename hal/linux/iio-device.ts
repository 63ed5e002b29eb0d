import { constants } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TerminalError } from '../terminal-error.ts'
import { parseScanType, type ScanElement, type ScanLayout, scanLayout } from './iio-scan.ts'

/** Where the kernel shows its devices; a test's own folders stand in. */
export interface IioPlaces {
  /** As `/sys/bus/iio/devices`. */
  sysfs: string
  /** As `/dev`. */
  dev: string
}

/** One channel as its counts become a value: (counts + offset) · scale. */
interface Conversion {
  name: string
  scale: number
  offset: number
}

/** A device that samples into its buffer. */
export interface IioDevice {
  /** The character device of its buffer. */
  path: string
  layout: ScanLayout
  /** To g. */
  accelerations: readonly [Conversion, Conversion, Conversion]
  /** To degrees a second; absent without gyroscopes. */
  rates: readonly [Conversion, Conversion, Conversion] | undefined
  /** That the device took. */
  rateHz: number
  rangeG: number
  /** Switches the buffer off. */
  stop(): Promise<void>
}

const STANDARD_GRAVITY_MPS2 = 9.80665
const AXES = ['x', 'y', 'z'] as const
/** Of the buffer: so long a busy moment loses nothing. */
const BUFFER_S = 2

/** Attributes of one device. */
class Attributes {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  async read(name: string): Promise<string | undefined> {
    return readFile(join(this.folder, name), 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    )
  }

  async number(name: string): Promise<number | undefined> {
    const text = await this.read(name)
    return text === undefined || text === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
  }

  /** Rejects as `writeFile` does. */
  async write(name: string, value: string | number): Promise<void> {
    // Not created: what is not there is no attribute of this device.
    await writeFile(join(this.folder, name), `${value}`, { flag: constants.O_WRONLY | constants.O_TRUNC })
  }

  async list(folder: string): Promise<string[]> {
    return readdir(join(this.folder, folder)).catch(() => [])
  }
}

const failed = (device: string, message: string, cause?: unknown): TerminalError =>
  new TerminalError({ code: 'device-refused', device, retry: 'backoff', message, cause })

const findByName = async ({ sysfs }: IioPlaces, name: string): Promise<string> => {
  const root = new Attributes(sysfs)
  const found: string[] = []
  for (const entry of await root.list('.')) {
    if (!/^iio:device\d+$/.test(entry)) continue
    const itsName = await root.read(join(entry, 'name'))
    if (itsName === name) return entry
    if (itsName) found.push(itsName)
  }
  const message = `no IIO device has this name; there are ${found.join(', ') || 'none'}`
  throw new TerminalError({ code: 'port-missing', device: name, retry: 'backoff', message })
}

/** The slowest rate that is quick enough, or the quickest there is; what it says afterwards is what it took. */
const setRate = async (device: Attributes, rateHz: number): Promise<number> => {
  for (const name of ['sampling_frequency', 'in_accel_sampling_frequency']) {
    if ((await device.number(name)) === undefined) continue
    const offered = ((await device.read(`${name}_available`)) ?? '').split(/\s+/).map(Number)
    const rates = offered.filter((rate) => rate > 0).sort((a, b) => a - b)
    const wanted = rates.find((rate) => rate >= rateHz - 1e-6) ?? rates.at(-1) ?? rateHz
    await device.write(name, wanted)
    return (await device.number(name)) ?? wanted
  }
  // A device without an attribute has one rate, or its trigger's: the watch on its samples will tell.
  return rateHz
}

const enableChannels = async (device: Attributes, name: string): Promise<ScanElement[]> => {
  const channels = (await device.list('scan_elements')).flatMap((file) => /^in_(.+)_en$/.exec(file)?.[1] ?? [])
  const isWanted = (channel: string): boolean => /^(?:(?:accel|anglvel)_[xyz]|timestamp)$/.test(channel)
  const elements: ScanElement[] = []
  for (const channel of channels) {
    await device.write(`scan_elements/in_${channel}_en`, isWanted(channel) ? 1 : 0)
    if (!isWanted(channel)) continue
    const text = (await device.read(`scan_elements/in_${channel}_type`)) ?? ''
    const type = parseScanType(text)
    const index = await device.number(`scan_elements/in_${channel}_index`)
    if (!type || index === undefined) throw failed(name, `channel ${channel} has a type we do not read: "${text}"`)
    elements.push({ name: channel, index, type })
  }
  return elements
}

const conversions = async (device: Attributes, kind: 'accel' | 'anglvel', unit: number) => {
  const of = async (axis: 'x' | 'y' | 'z'): Promise<Conversion> => {
    const own = async (what: string): Promise<number | undefined> =>
      (await device.number(`in_${kind}_${axis}_${what}`)) ?? (await device.number(`in_${kind}_${what}`))
    return { name: `${kind}_${axis}`, scale: ((await own('scale')) ?? 1) / unit, offset: (await own('offset')) ?? 0 }
  }
  return [await of('x'), await of('y'), await of('z')] as const
}

/** Many drivers have a trigger of their own that is set by default; one that lost it is given it back. */
const setTrigger = async (device: Attributes, name: string, entry: string): Promise<void> => {
  if ((await device.read('trigger/current_trigger')) !== '') return
  const own = `${name}-dev${entry.replace('iio:device', '')}`
  await device.write('trigger/current_trigger', own).catch(() => undefined)
}

const startBuffer = async (device: Attributes, rateHz: number): Promise<void> => {
  await device.write('buffer/length', Math.max(16, Math.ceil(BUFFER_S * rateHz)))
  // Whatever is there may be read; newer kernels only.
  await device.write('buffer/watermark', 1).catch(() => undefined)
  await device.write('buffer/enable', 1)
}

const prepare = async (device: Attributes, name: string, rateHz: number) => {
  await device.write('buffer/enable', 0)
  const rate = await setRate(device, rateHz)
  const elements = await enableChannels(device, name)
  const has = (kind: string): boolean => AXES.every((axis) => elements.some((one) => one.name === `${kind}_${axis}`))
  if (!has('accel')) throw failed(name, 'it has no three accelerometers')
  const accelerations = await conversions(device, 'accel', STANDARD_GRAVITY_MPS2)
  const bits = elements.find((one) => one.name === 'accel_x')?.type.bits ?? 16
  return {
    layout: scanLayout(elements),
    accelerations,
    rates: has('anglvel') ? await conversions(device, 'anglvel', Math.PI / 180) : undefined,
    rateHz: rate,
    rangeG: 2 ** (bits - 1) * accelerations[0].scale,
  }
}

/**
 * Finds a device by its name, sets its rate and its channels up, and has it sample. Rejects with TerminalError `port-missing` when there is
 * none, `device-refused` when it does not take what it is told.
 */
export const startIioDevice = async (
  places: IioPlaces,
  { name, rateHz }: { name: string; rateHz: number },
): Promise<IioDevice> => {
  const entry = await findByName(places, name)
  const device = new Attributes(join(places.sysfs, entry))
  try {
    const prepared = await prepare(device, name, rateHz)
    await setTrigger(device, name, entry)
    await startBuffer(device, prepared.rateHz)
    const stop = (): Promise<void> => device.write('buffer/enable', 0).catch(() => undefined)
    return { path: join(places.dev, entry), ...prepared, stop }
  } catch (cause) {
    if (cause instanceof TerminalError) throw cause
    throw failed(name, `it does not take its set-up (${cause instanceof Error ? cause.message : String(cause)})`, cause)
  }
}
