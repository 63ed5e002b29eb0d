import type { Clock } from '../../hal/clock.ts'
import type { Random } from '../../hal/random.ts'
import type { LinkCounters, SerialLink } from '../../hal/serial-link.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { VirtualDevice } from '../../hardware/twin/device.ts'
import { misread } from '../../hardware/twin/line/misread.ts'

/** How a virtual device's line behaves; what is left out leaves the line good. */
export interface MemoryLinkOptions {
  device: VirtualDevice
  clock: Clock
  /** Cuts the device's bytes at random places, as a kernel does. */
  random: Random
  /** Changes what the device sends, once a send; an empty answer loses it. */
  corrupt?: (bytes: Uint8Array) => Uint8Array
  /** When to hand over single bytes. */
  fragment?: () => boolean
  /** Changes what the device hears, once a write. */
  corruptWrite?: (bytes: Uint8Array) => Uint8Array
  /** The rate at which our end is opened; without one it always agrees with the device's. */
  baudRate?: number
}

/** A line in memory and the hands of a test on it. */
export interface MemoryLink {
  link: SerialLink
  /** From now on the device is not heard (it still hears), until called with `false`. */
  silence(isSilent?: boolean): void
  /** The line closes: bytes on their way are lost, writes are refused; the device keeps its power. */
  unplug(): void
  replug(): void
  /** The device loses its power and has it back at once; the line stays open. */
  powerCycle(): void
  /** The rate of our end. */
  baudRate(): number | undefined
}

const cutAtRandom = (bytes: Uint8Array, random: Random): Uint8Array[] => {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(random.next() * 64)
    parts.push(bytes.subarray(at, end))
    at = end
  }
  return parts
}

const same = (bytes: Uint8Array): Uint8Array => bytes

const singly = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte))

const closedError = (device: string): TerminalError =>
  new TerminalError({ code: 'port-closed', device, retry: 'backoff', message: 'the line is closed' })

/** One direction of a line: what is handed in comes out in order, each byte taking its ten bits of time; `cut` loses what is on its way. */
const pacedLane = (clock: Clock, baudRate: () => number) => {
  let freeAtMs = 0
  let generation = 0
  return {
    carry: (byteCount: number, arrived: (isWhole: boolean) => void): void => {
      const sentIn = generation
      freeAtMs = Math.max(freeAtMs, clock.nowMs()) + (byteCount * 10_000) / baudRate()
      clock.after(freeAtMs - clock.nowMs(), () => arrived(sentIn === generation))
    },
    cut: (): void => {
      generation++
      freeAtMs = 0
    },
  }
}

/**
 * Powers a virtual device up on a line in memory, for a driver's session to open: paced at the device's baud rate,
 * fragmented, and with the failures that a test asks for. It opens again only by `replug`.
 */
export const deviceOnMemoryLink = (options: MemoryLinkOptions): MemoryLink => {
  const { device, clock, random, corrupt = same, corruptWrite = same, fragment = () => false } = options
  const counters: LinkCounters = { rxBytes: 0, txBytes: 0, reconnects: 0, writeErrors: 0 }
  let ourBaudRate = options.baudRate
  const devicesBaudRate = (): number => device.serial.baudRate
  const fromDevice = pacedLane(clock, devicesBaudRate)
  const toDevice = pacedLane(clock, () => ourBaudRate ?? devicesBaudRate())
  let state: 'open' | 'closed' = 'open'
  let isEnded = false
  let isSilent = false
  let onData = (_bytes: Uint8Array): void => {}
  let onState = (_state: 'open' | 'closed'): void => {}

  const change = (next: 'open' | 'closed'): void => {
    if (isEnded || state === next) return
    state = next
    if (next === 'open') counters.reconnects++
    fromDevice.cut()
    toDevice.cut()
    onState(state)
  }
  const isAtOneRate = (): boolean => ourBaudRate === undefined || ourBaudRate === devicesBaudRate()
  const hear = (sent: Uint8Array): void => {
    const part = isAtOneRate() ? sent : misread(sent, device.serial, ourBaudRate as number)
    if (part.length === 0) return
    counters.rxBytes += part.length
    onData(part)
  }
  const heardByDevice = (sent: Uint8Array): void => {
    const ours = { ...device.serial, baudRate: ourBaudRate as number }
    device.receive(isAtOneRate() ? sent : misread(sent, ours, devicesBaudRate()))
  }
  const fromTheDevice = (sent: Uint8Array): void => {
    if (isSilent || state === 'closed') return
    const bytes = corrupt(Uint8Array.from(sent))
    const isFragmented = fragment()
    const parts = isFragmented ? [bytes] : cutAtRandom(bytes, random)
    for (const part of parts) {
      fromDevice.carry(part.length, (isWhole) => {
        if (isWhole) for (const piece of isFragmented ? singly(part) : [part]) hear(piece)
      })
    }
  }
  const write = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      const refuse = (): void => {
        counters.writeErrors++
        reject(closedError(device.name))
      }
      if (state === 'closed') return refuse()
      const sent = Uint8Array.from(bytes)
      toDevice.carry(sent.length, (isWhole) => {
        if (!isWhole) return refuse()
        counters.txBytes += sent.length
        heardByDevice(corruptWrite(sent))
        resolve()
      })
    })

  device.start({ send: fromTheDevice })
  return {
    link: {
      name: device.name,
      write,
      onData: (handler) => {
        onData = handler
      },
      onState: (handler) => {
        onState = handler
        handler(state)
      },
      counters: () => ({ ...counters }),
      setBaudRate: async (baudRate) => {
        if (options.baudRate !== undefined) ourBaudRate = baudRate
      },
      close: async () => {
        change('closed')
        isEnded = true
      },
    },
    silence: (silent = true) => {
      isSilent = silent
    },
    unplug: () => change('closed'),
    replug: () => change('open'),
    powerCycle: () => {
      device.stop()
      fromDevice.cut()
      device.start({ send: fromTheDevice })
    },
    baudRate: () => ourBaudRate,
  }
}
