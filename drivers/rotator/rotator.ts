import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { StepperBoard } from '../../hal/stepper-board.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'

/** Where a mount points, in its own axes: azimuth clockwise from its zero mark, elevation above its base plane, degrees. */
export interface MountPosition {
  azimuthDeg: number
  elevationDeg: number
}

/** What a rotator last said of itself. */
export interface RotatorStatus {
  atMs: MonotonicMs
  position: MountPosition
  motion: 'idle' | 'moving' | 'pointing' | 'error'
  /** In words: `jam`, `sensor`, `homing`…; empty when it is well. */
  faults: readonly string[]
}

/** A motorised mount of two axes. Set-points are not acknowledged by most: only what is read back counts. */
export interface Rotator {
  /** Sends a set-point, with rates for mounts that take them; rejects with TerminalError `port-…` or `device-refused` (outside the limits). */
  point(position: MountPosition, rate?: { azimuthDegPerS: number; elevationDegPerS: number }): Promise<void>
  stop(): Promise<void>
  /** One handler; called with each status, asked for at the descriptor's rate. */
  onStatus(handler: (status: RotatorStatus) => void): void
  counters(): DeviceCounters
  close(): Promise<void>
}

/** From end stop to end stop, in the mount's own axes: azimuth over 360° with over-travel, elevation over 90° where it leans over backwards. */
export interface MountTravel {
  azimuthDeg: readonly [min: number, max: number]
  elevationDeg: readonly [min: number, max: number]
}

/** What the motors of a mount can do. */
export interface MountMotion {
  azimuthDegPerS: number
  elevationDegPerS: number
  azimuthDegPerS2: number
  elevationDegPerS2: number
}

/** What a driver is opened with; it takes over the link and closes it with the rotator. */
export interface RotatorOpening {
  link: SerialLink
  clock: Clock
  /** Replaces the descriptor's own in slower rides. */
  statusEveryMs?: number
  /** Of this very mount; the descriptor's unless given. */
  travel?: MountTravel
}

export interface RotatorDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  serial: SerialSettings
  /** Of the mount that this protocol is mostly found with; a train's file may say otherwise. */
  limits: MountTravel & { resolutionDeg: number }
  motion: MountMotion
  /** What can be said on the line at all; the limits themselves unless given. */
  sayable?: MountTravel
  timing: {
    replyTimeoutMs: number
    statusEveryMs: number
    retries: number
    silentAfterMs: number
    /** What the controller wants between a command and the next; none unless given. */
    settleAfterWriteMs?: number
    /** How long a mount may look for its zero, during which it takes nothing; absent where it knows its place. */
    homingLimitMs?: number
  }
  takesRates: boolean
  /** Whether it names its faults; of one that does not, only that it does not follow is known. */
  tellsFaults: boolean
  /** Counts what it commands and measures nothing: what a jam takes shows on a limit switch or at the next homing only. */
  isOpenLoop?: true
  open(with_: RotatorOpening): Rotator
  /** As `open`, with a stepper board that a package speaks to and that is closed with the rotator; wanted where such a package can run. */
  openOnBoard?(with_: RotatorOpening & { board: StepperBoard }): Rotator
}
