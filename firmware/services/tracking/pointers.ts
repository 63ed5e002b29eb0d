import type { BeamController, BeamNumber, BeamStatus } from '../../../drivers/antenna/antenna.ts'
import type { Rotator, RotatorStatus } from '../../../drivers/rotator/rotator.ts'
import type { Clock } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { Direction, Mounting } from '../../domain/frames.ts'
import type { MountLimits } from '../../domain/mount-axes.ts'
import type { AimAction, Pointer } from '../../plan/aim.ts'
import type { StowableMount } from './stow-keeper.ts'

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
  /** Absent where there is nothing to stow. */
  readonly stow?: StowableMount
  /** Of an array with two beams; what stands above is the one that serves then. */
  readonly second?: SecondBeam
}

/** The other beam of an array with two: it only receives. */
export interface SecondBeam {
  /** Which one transmits, as the array said last; undefined while it does not say that it has two. */
  serving(): BeamNumber | undefined
  /** Asked to change, and not yet answered which one transmits: either may. */
  isSwapping(): boolean
  /** As that of the beam that serves. */
  readBack(): Direction | undefined
  /** Rejects with a TerminalError when it did not take the aim. */
  aim(target: Direction): Promise<void>
  /** Asks once at a time; rejects with a TerminalError when the array does not answer. */
  serve(beam: BeamNumber): Promise<void>
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
const ARRAY_SETTLES_MS = 50
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

/** What an array with two beams says of which one serves. */
interface Serving {
  now(): BeamNumber | undefined
  isSwapping(): boolean
  onStatus(status: BeamStatus): void
  ask(beam: BeamNumber): Promise<void>
}

const servingOf = (beam: BeamController): Serving => {
  let serving: BeamNumber | undefined
  /** `lost`: no answer came, the next status tells. */
  let asked: 'no' | 'waits' | 'lost' = 'no'
  return {
    now: () => serving,
    isSwapping: () => asked !== 'no',
    onStatus: ({ pair }) => {
      if (asked === 'waits') return
      serving = pair?.serving
      asked = 'no'
    },
    ask: async (wanted) => {
      if (asked !== 'no') return
      asked = 'waits'
      try {
        await beam.serve(wanted)
        serving = wanted
        asked = 'no'
      } catch (error) {
        asked = 'lost'
        throw error
      }
    },
  }
}

/** Whether an array is muted, as it was asked last and as it says; it comes up muted, and again after each loss of power. */
const mutingOf = (beam: BeamController) => {
  /** Undefined when the last request failed. */
  let asked: boolean | undefined
  let isSaidMuted = true
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
    onStatus: ({ isMuted }: { isMuted: boolean }): void => {
      isSaidMuted = isMuted
    },
    mute: async (): Promise<void> => {
      if (asked !== true) await ask(true)
    },
    unmute: async (): Promise<void> => {
      if (asked !== false || isSaidMuted) await ask(false)
    },
  }
}

/** A phased array: its answer to an aim says where the beam stands. */
export const arrayPointer = (
  beam: BeamController,
  limits: { elevationDeg: readonly [number, number]; scanLossExponent?: number },
  { beams = 1, ...setup }: PointerSetup & { beams?: 1 | 2 },
): AimedPointer => {
  const readings = [lastReading(setup), lastReading(setup)] as const
  const serving = servingOf(beam)
  const servingNow = (): BeamNumber => (beams === 2 ? (serving.now() ?? 0) : 0)
  const otherNow = (): BeamNumber => (servingNow() === 0 ? 1 : 0)
  const latency = smoothed(ARRAY_LATENCY_MS)
  const muting = mutingOf(beam)
  let wanted: 'aim' | 'hold' = 'hold'
  beam.onStatus((status) => {
    serving.onStatus(status)
    muting.onStatus(status)
    const at = beams === 2 ? (status.pair?.serving ?? 0) : 0
    readings[at].take(status.beam)
    readings[at === 0 ? 1 : 0].take(status.pair?.other)
  })
  return {
    limits: { kind: 'array', mounting: setup.mounting, elevationDeg: limits.elevationDeg },
    beam: { settleMs: ARRAY_SETTLES_MS, scanLossExponent: limits.scanLossExponent ?? 0 },
    latencyMs: latency.value,
    readBack: () => readings[servingNow()].present(),
    aim: async ({ target }) => {
      wanted = 'aim'
      const which = servingNow()
      const askedAtMs = setup.clock.nowMs()
      await beam.aim(target, which)
      latency.add(setup.clock.nowMs() - askedAtMs)
      readings[which].take(target)
      // A hold may have overtaken the answer: then the array stays muted.
      if (wanted === 'aim') await muting.unmute()
    },
    hold: async () => {
      wanted = 'hold'
      await muting.mute()
    },
    ...(beams === 2 && {
      second: {
        serving: serving.now,
        isSwapping: serving.isSwapping,
        readBack: () => readings[otherNow()].present(),
        aim: async (target: Direction) => {
          const which = otherNow()
          await beam.aim(target, which)
          readings[which].take(target)
        },
        serve: serving.ask,
      },
    }),
  }
}

// chosen: of what a mount can do, so that its own ramps never saturate
const USED_SHARE = 0.9

const used = ({
  maxRateDegPerS: rate,
  maxAccelerationDegPerS2: acceleration,
  ...travel
}: MountLimits): MountLimits => ({
  ...travel,
  maxRateDegPerS: {
    azimuthDegPerS: USED_SHARE * rate.azimuthDegPerS,
    elevationDegPerS: USED_SHARE * rate.elevationDegPerS,
  },
  maxAccelerationDegPerS2: {
    azimuthDegPerS2: USED_SHARE * acceleration.azimuthDegPerS2,
    elevationDegPerS2: USED_SHARE * acceleration.elevationDegPerS2,
  },
})

/** A driver that gave up velocities goes on by set-points: the mount is as well as before. */
const HARMLESS_FAULTS: readonly string[] = ['velocity-sign']

const isWell = ({ motion, faults }: RotatorStatus): boolean =>
  motion !== 'error' && faults.every((fault) => HARMLESS_FAULTS.includes(fault))

/** How a mount lies when it is stowed, and what air it stands. */
export type StowSetup = Pick<StowableMount, 'rest' | 'airSpeedLimitMps'>

/** A mechanical dish: only what is read back counts. */
export const dishPointer = (
  rotator: Rotator,
  limits: MountLimits,
  { stow, ...setup }: PointerSetup & { stow?: StowSetup },
): AimedPointer => {
  const reading = lastReading(setup)
  rotator.onStatus((status) => reading.take(isWell(status) ? status.position : undefined))
  return {
    limits: { kind: 'dish', mounting: setup.mounting, ...used(limits) },
    beam: { settleMs: DISH_SETTLES_MS, scanLossExponent: 0 },
    latencyMs: () => DISH_LATENCY_MS,
    readBack: reading.present,
    aim: (action) => rotator.point(action.target, action.pointer === 'dish' ? action.rates : undefined),
    hold: () => rotator.stop(),
    ...(stow && { stow: { ...stow, limits, move: (to: Direction) => rotator.point(to) } }),
  }
}
