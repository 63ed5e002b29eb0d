import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { SerialSettings } from '../../../hal/port.ts'
import type { Random } from '../../../hal/random.ts'
import type { VirtualDevice } from '../device.ts'
import type { FaultChange } from '../faults.ts'
import { BytePacer, type Chunking } from './byte-pacer.ts'
import { garble } from './garbage.ts'
import { misread } from './misread.ts'

/** What a line asks of the fault schedule. */
export interface LineFaults {
  ageMs(name: string): number | undefined
  onChange(handler: (change: FaultChange) => void): Cancel
}

/** What a line is made of. */
export interface PacedLineOptions {
  device: VirtualDevice
  clock: Clock
  random: Random
  faults: LineFaults
  /** Default `uart`; accelerated rides take `frames`. */
  chunking?: Chunking
}

/** The program at the other end of a line. */
export interface LineClient {
  onBytes(bytes: Uint8Array): void
  /** Of its UART; bytes are garbled while the device's differs. Without one, as on a pseudo-terminal, it always agrees. */
  baudRate?: number
  /** The plug was pulled; the client is no longer attached. */
  onUnplugged(): void
}

/** A client's hold on the line, until it lets go or the plug is pulled. */
export interface LineEnd {
  send(bytes: Uint8Array): void
  /** Changes the client's own rate. */
  setBaudRate(baudRate: number): void
  detach(): void
}

/** Bytes that never reached a client or the device, by reason. */
export interface LineLosses {
  /** The buffer of a direction was full. */
  overflowBytes: number
  /** The device spoke and nobody was there, or its line was silent or unplugged. */
  unheardBytes: number
}

/**
 * A virtual device with its line. It carries bytes both ways at the device's baud rate, garbles them for a client at another, and plays the faults `NAME-silent`,
 * `NAME-garbage` and `NAME-unplug` of the device's name. One client at a time.
 */
export interface PacedLine {
  readonly name: string
  /** Powers the device on. */
  start(): void
  /** Powers it off; a client is unplugged, and the line may be started again. */
  stop(): void
  attach(client: LineClient): LineEnd | 'busy' | 'unplugged'
  isPlugged(): boolean
  /** Calls when the plug is pulled or put back; the returned function ends the calls. */
  onPlug(handler: (isPlugged: boolean) => void): Cancel
  losses(): LineLosses
}

const bitsPerByte = ({ dataBits, parity, stopBits }: SerialSettings): number =>
  1 + dataBits + (parity === 'none' ? 0 : 1) + stopBits

class Line implements PacedLine {
  readonly name: string
  readonly #device: VirtualDevice
  readonly #random: Random
  readonly #faults: LineFaults
  readonly #toClient: BytePacer
  readonly #toDevice: BytePacer
  readonly #plugHandlers = new Set<(isPlugged: boolean) => void>()
  #client: LineClient | undefined
  #clientBaudRate: number | undefined
  #isRunning = false
  #isSilent = false
  #isGarbled = false
  #isUnplugged = false
  #unheardBytes = 0
  #forgetFaults: Cancel = () => undefined

  constructor({ device, clock, random, faults, chunking = 'uart' }: PacedLineOptions) {
    this.name = device.name
    this.#device = device
    this.#random = random.fork(`${device.name}-garbage`)
    this.#faults = faults
    const msPerByte = (): number => (bitsPerByte(device.serial) * 1000) / device.serial.baudRate
    const pacer = (direction: string, deliver: (bytes: Uint8Array) => void): BytePacer =>
      new BytePacer({ clock, random: random.fork(`${device.name}-${direction}`), msPerByte, chunking, deliver })
    this.#toClient = pacer('rx', (bytes) => this.#toTheClient(bytes))
    this.#toDevice = pacer('tx', (bytes) => this.#toTheDevice(bytes))
  }

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#forgetFaults = this.#faults.onChange(() => this.#readFaults())
    this.#readFaults()
    this.#device.start({ send: (bytes, holdMs) => this.#fromDevice(bytes, holdMs) })
  }

  stop(): void {
    if (!this.#isRunning) return
    this.#isRunning = false
    this.#forgetFaults()
    this.#device.stop()
    this.#dropClient()
    this.#toDevice.clear()
  }

  attach(client: LineClient): LineEnd | 'busy' | 'unplugged' {
    if (!this.isPlugged()) return 'unplugged'
    if (this.#client) return 'busy'
    this.#client = client
    this.#clientBaudRate = client.baudRate
    const isMine = (): boolean => this.#client === client
    return {
      send: (bytes) => {
        if (isMine()) this.#toDevice.send(bytes)
      },
      setBaudRate: (baudRate) => {
        if (isMine()) this.#clientBaudRate = baudRate
      },
      detach: () => {
        if (isMine()) this.#letGo()
      },
    }
  }

  isPlugged(): boolean {
    return this.#isRunning && !this.#isUnplugged
  }

  onPlug(handler: (isPlugged: boolean) => void): Cancel {
    this.#plugHandlers.add(handler)
    return () => {
      this.#plugHandlers.delete(handler)
    }
  }

  losses(): LineLosses {
    const overflowBytes = this.#toClient.droppedBytes + this.#toDevice.droppedBytes
    return { overflowBytes, unheardBytes: this.#unheardBytes }
  }

  #fromDevice(bytes: Uint8Array, holdMs = 0): void {
    if (!this.#client || this.#isSilent) this.#unheardBytes += bytes.length
    else this.#toClient.send(bytes, holdMs)
  }

  #toTheClient(bytes: Uint8Array): void {
    const { serial } = this.#device
    const heard = this.#isAtDevicesRate() ? bytes : misread(bytes, serial, this.#clientBaudRate as number)
    if (heard.length > 0) this.#client?.onBytes(this.#isGarbled ? garble(heard, this.#random) : heard)
  }

  #toTheDevice(bytes: Uint8Array): void {
    const { serial } = this.#device
    const sent = { ...serial, baudRate: this.#clientBaudRate as number }
    const heard = this.#isAtDevicesRate() ? bytes : misread(bytes, sent, serial.baudRate)
    if (heard.length > 0) this.#device.receive(heard)
  }

  #isAtDevicesRate(): boolean {
    return this.#clientBaudRate === undefined || this.#clientBaudRate === this.#device.serial.baudRate
  }

  #readFaults(): void {
    const holds = (kind: string): boolean => this.#faults.ageMs(`${this.name}-${kind}`) !== undefined
    this.#isSilent = holds('silent')
    if (this.#isSilent) this.#toClient.clear()
    this.#isGarbled = holds('garbage')
    const isUnplugged = holds('unplug')
    if (isUnplugged === this.#isUnplugged) return
    this.#isUnplugged = isUnplugged
    if (isUnplugged) this.#pullPlug()
    for (const handler of this.#plugHandlers) handler(!isUnplugged)
  }

  #pullPlug(): void {
    this.#toDevice.clear()
    this.#dropClient()
  }

  #dropClient(): void {
    const client = this.#client
    this.#letGo()
    client?.onUnplugged()
  }

  #letGo(): void {
    this.#client = undefined
    this.#toClient.clear()
  }
}

/** Puts a virtual device at the end of a line, powered off: `start` it. */
export const pacedLine = (options: PacedLineOptions): PacedLine => new Line(options)
