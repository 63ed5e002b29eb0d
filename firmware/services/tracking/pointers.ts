import type { BeamController } from '../../../drivers/antenna/antenna.ts'
import type { Rotator, RotatorStatus } from '../../../drivers/rotator/rotator.ts'
import type { Clock } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { Direction, Mounting } from '../../domain/frames.ts'
import type { AimAction, Pointer } from '../../plan/aim.ts'

type Aim = Extract<AimAction, { do: 'aim' }>

/** A beam or a mount that tracking aims: its limits, its last reading, and how it is told. */
export interface AimedPointer {
  readonly limits: Pointer
  /** How it answers a step, and what it loses beside its zenith. */
  readonly beam: { settleMs: number; scanLossExponent: number }
  /** From an aim to when it has taken effect, ms: measured, or the descriptor's. */
  latencyMs(): number
  /** In the pointer's own axes; absent until it was read, while it has a fault, and when its last reading is too old. */
  readBack(): Direction | undefined
  /** Rejects with a TerminalError when the pointer did not take the aim. */
  aim(action: Aim): Promise<void>
  /** Rejects with a TerminalError when the pointer did not take it; to be asked again then. */
  hold(): Promise<void>
}

/** How a pointer is mounted, and how often it is asked for its state. */
export interface PointerSetup {
  clock: Clock
  mounting: Mounting
  statusEveryMs: number
}

/** A reading older than this many status polls is none: one or two may be lost. Chosen. */
const READING_HOLDS_POLLS = 3

interface Reading {
  take(direction: Direction | undefined): void
  present(): Direction | undefined
}

const lastReading = ({ clock, statusEveryMs }: PointerSetup): Reading => {
  let last: { direction: Direction; atMs: MonotonicMs } | undefined
  return {
    take: (direction) => {
      last = direction && { direction, atMs: clock.nowMs() }
    },
    present: () =>
      last && clock.nowMs() - last.atMs <= READING_HOLDS_POLLS * statusEveryMs ? last.direction : undefined,
  }
}

// Chosen: an array hops within one answer; a dish takes a second to come to rest on another direction.
const ARRAY_SETTLES_MS = 150
const DISH_SETTLES_MS = 1_300
/** Until it is measured. */
const ARRAY_LATENCY_MS = 17
/** Of a velocity on a line of 19,200 baud. */
const DISH_LATENCY_MS = 15
/** An answer that came late because the line was lost says nothing of the next. */
const LONGEST_LATENCY_MS = 100
const LATENCY_SHARE = 0.02

/** A mean that forgets. */
const smoothed = (first: number) => {
  let mean = first
  return {
    value: () => mean,
    add: (value: number): void => {
      if (value <= LONGEST_LATENCY_MS) mean += LATENCY_SHARE * (value - mean)
    },
  }
}

/** A phased array: its answer to an aim says where the beam stands. */
export const arrayPointer = (
  beam: BeamController,
  limits: { elevationDeg: readonly [number, number]; scanLossExponent?: number },
  setup: PointerSetup,
): AimedPointer => {
  const reading = lastReading(setup)
  const latency = smoothed(ARRAY_LATENCY_MS)
  let wanted: 'aim' | 'hold' = 'hold'
  /** What it was asked last, unless that failed. */
  let asked: boolean | undefined
  // An array comes up muted, and again after each loss of power.
  let isSaidMuted = true
  beam.onStatus((status) => {
    reading.take(status.beam)
    isSaidMuted = status.isMuted
  })
  const ask = async (isMuted: boolean): Promise<void> => {
    asked = isMuted
    isSaidMuted = isMuted
    try {
      await beam.mute(isMuted)
    } catch (error) {
      asked = undefined
      throw error
    }
  }
  return {
    limits: { kind: 'array', mounting: setup.mounting, elevationDeg: limits.elevationDeg },
    beam: { settleMs: ARRAY_SETTLES_MS, scanLossExponent: limits.scanLossExponent ?? 0 },
    latencyMs: latency.value,
    readBack: reading.present,
    aim: async ({ target }) => {
      wanted = 'aim'
      const askedAtMs = setup.clock.nowMs()
      await beam.aim(target)
      latency.add(setup.clock.nowMs() - askedAtMs)
      reading.take(target)
      // A hold may have overtaken the answer: then the array stays muted.
      if (wanted === 'aim' && (asked !== false || isSaidMuted)) await ask(false)
    },
    hold: async () => {
      wanted = 'hold'
      if (asked !== true) await ask(true)
    },
  }
}

interface MountLimits {
  azimuthDeg: readonly [number, number]
  elevationDeg: readonly [number, number]
}

// chosen: below what the mounts here can do, so that their own ramps never saturate
const MAX_RATES = { azimuthDegPerS: 10, elevationDegPerS: 6 }

/** A driver that gave up velocities goes on by set-points: the mount is as well as before. */
const HARMLESS_FAULTS: readonly string[] = ['velocity-sign']

const isWell = ({ motion, faults }: RotatorStatus): boolean =>
  motion !== 'error' && faults.every((fault) => HARMLESS_FAULTS.includes(fault))

/** A mechanical dish: only what is read back counts. */
export const dishPointer = (rotator: Rotator, limits: MountLimits, setup: PointerSetup): AimedPointer => {
  const reading = lastReading(setup)
  rotator.onStatus((status) => reading.take(isWell(status) ? status.position : undefined))
  return {
    limits: { kind: 'dish', mounting: setup.mounting, ...limits, maxRateDegPerS: MAX_RATES },
    beam: { settleMs: DISH_SETTLES_MS, scanLossExponent: 0 },
    latencyMs: () => DISH_LATENCY_MS,
    readBack: reading.present,
    aim: (action) => rotator.point(action.target, action.pointer === 'dish' ? action.rates : undefined),
    hold: () => rotator.stop(),
  }
}
