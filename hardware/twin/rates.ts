import type { DeviceContext } from './device.ts'

/** How closely a ride is played: `full` keeps every rate, `journey` lowers them for long accelerated rides, no byte path and no decision. */
export type Fidelity = 'full' | 'journey'

export interface RidePace {
  devices: DeviceContext['rates']
  /** Aims and permissions, readings of the power board and messages of motion samples a second, and how often the pointers are asked for their state: unless given, as often as their drivers do. */
  firmware: { aimHz: number; powerHz: number; motionHz: number; statusEveryMs?: number }
  /** What an odometer's gear is set to: pulses of its line for each metre. */
  odometerPulsesPerMetre: number
  /** How often the score looks. Out of step with what it looks at: a mute of 0.7 s after a handover is otherwise always met, or never. */
  scoreEveryMs: number
  /** How often it looks at true pointing: between commands as well as with them. */
  aimScoreEveryMs: number
}

/** The rates of each fidelity; at `journey` the permit line holds longer in proportion to the aims that renew it. */
export const paceOf: Readonly<Record<Fidelity, RidePace>> = {
  full: {
    devices: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
    firmware: { aimHz: 20, powerHz: 5, motionHz: 20 },
    odometerPulsesPerMetre: 1.34,
    scoreEveryMs: 50,
    aimScoreEveryMs: 130,
  },
  journey: {
    devices: { fixHz: 1, motionHz: 10, statusEveryMs: 2_000, skyViewEveryS: 10, carrierHz: 0.5 },
    firmware: { aimHz: 2, statusEveryMs: 1_000, powerHz: 1, motionHz: 1 },
    odometerPulsesPerMetre: 0.05,
    // No multiple of an aim or of a second: what begins with either is met at every age.
    scoreEveryMs: 1_030,
    aimScoreEveryMs: 1_300,
  },
}

const FULL_AIM_HZ = 20
const FULL_HOLD_MS = 80

/** How long one edge of the permit line permits. */
export const permitHoldMs = (aimHz: number): number => (FULL_HOLD_MS * FULL_AIM_HZ) / aimHz
