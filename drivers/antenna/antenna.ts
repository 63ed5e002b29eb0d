import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'

/** A direction in the body frame: azimuth clockwise from the nose, 0 ≤ a < 360; elevation above the floor plane, 0 to 90. */
export interface BodyDirection {
  azimuthDeg: number
  elevationDeg: number
}

/** Of an array with two beams; an array with one has beam 0. */
export type BeamNumber = 0 | 1

/** What the beam controller last said of itself. */
export interface BeamStatus {
  atMs: MonotonicMs
  /** Where the beam really is, read back; of two, the one that serves. */
  beam: BodyDirection
  /** Of an array with two beams: which one serves, and where the other is. */
  pair?: { serving: BeamNumber; other: BodyDirection }
  isMuted: boolean
  temperatureC: number
  /** Faults in words, as the controller names them; empty when it is well. */
  faults: readonly string[]
}

/** Where the array's own receiver says it is. */
export interface BeamLocation {
  atMs: MonotonicMs
  latDeg: number
  lonDeg: number
  /** Above the WGS84 ellipsoid. */
  heightM: number
  /** One sigma: the root of the squares of north and east. */
  horizontalSigmaM: number
}

/** A phased array whose beam, or two, this firmware aims. */
export interface BeamController {
  /** Points a beam, 0 unless given; rejects with TerminalError `device-timeout` or `device-refused`. A newer aim of a beam replaces one that still waits. */
  aim(direction: BodyDirection, beam?: BeamNumber): Promise<void>
  /** Of an array with two beams: from its end on this one transmits, and the other only receives. Rejects as `aim` does; beam 0 serves after power comes. */
  serve(beam: BeamNumber): Promise<void>
  mute(isMuted: boolean): Promise<void>
  /** One handler; called with each status, asked for at the descriptor's rate. */
  onStatus(handler: (status: BeamStatus) => void): void
  /** One handler; called with each location, asked for at every second status. An array without a receiver, or without a fix, has none. */
  onLocation(handler: (location: BeamLocation) => void): void
  counters(): DeviceCounters
  close(): Promise<void>
}

export interface BeamControllerDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  serial: SerialSettings
  /** The beam loses by the sine of its elevation above the array's plane to the power `scanLossExponent`. */
  limits: {
    elevationDeg: readonly [min: number, max: number]
    resolutionDeg: number
    scanLossExponent: number
    beams: 1 | 2
  }
  timing: { replyTimeoutMs: number; statusEveryMs: number; retries: number; silentAfterMs: number }
  /** `statusEveryMs` replaces the descriptor's own in slower rides. */
  open(with_: { link: SerialLink; clock: Clock; statusEveryMs?: number }): BeamController
}
