import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { Random } from '../../hal/random.ts'
import type { World } from './truth.ts'

/** The other end of a virtual device's line. Bytes are paced at the device's baud rate on their way. */
export interface Wire {
  /** The bytes belong to the line from now on. `holdMs` holds them back first, as a busy controller does; their order is kept. */
  send(bytes: Uint8Array, holdMs?: number): void
}

/**
 * A virtual device: truth in, bytes out. It knows nothing of how its line is carried (pseudo-terminal, TCP, memory)
 * and never waits: its delays are timers of the clock it was given.
 */
export interface VirtualDevice {
  readonly name: string
  /** Of its UART now: a device that can change its rate has this as a getter. */
  readonly serial: SerialSettings
  /** Power on. Bytes sent before anyone listens are lost, as on a line. */
  start(wire: Wire): void
  receive(bytes: Uint8Array): void
  /** Power off: every timer ends, volatile state is forgotten; `start` may follow. */
  stop(): void
}

/** What a virtual device is built from. */
export interface DeviceContext {
  name: string
  world: World
  clock: Clock
  random: Random
  /** How long a fault of the catalogue has held, ms; undefined while it does not. Devices ask when they act. */
  faultAgeMs(fault: string): number | undefined
  /** Lowers rates in accelerated rides (journey fidelity) without changing any byte path. */
  rates: {
    fixHz: number
    motionHz: number
    statusEveryMs: number
    /** How often a receiver tells of its sky, error figures and date beside the fix, s; 1 unless given. */
    skyViewEveryS?: number
    /** As often as a modem tells its C/N at most, whatever it is asked for; 25 unless given. */
    carrierHz?: number
  }
}
