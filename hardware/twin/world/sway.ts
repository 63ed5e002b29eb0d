import type { Random } from '../../../hal/random.ts'

/** A seeded sum of sines: its value and its rate of change a second, at a time. */
export interface Wobble {
  value: number
  ratePerS: number
}

/** A signal of three sines between two frequencies, never beyond ±1: the slow swing of a carbody on its springs. */
export const makeWobble = (random: Random, bandHz: readonly [low: number, high: number]) => {
  const waves = [0.5, 0.3, 0.2].map((weight) => ({
    weight,
    perS: 2 * Math.PI * (bandHz[0] + (bandHz[1] - bandHz[0]) * random.next()),
    phase: 2 * Math.PI * random.next(),
  }))
  return (timeS: number): Wobble => {
    let value = 0
    let ratePerS = 0
    for (const wave of waves) {
      const angle = wave.perS * timeS + wave.phase
      value += wave.weight * Math.sin(angle)
      ratePerS += wave.weight * wave.perS * Math.cos(angle)
    }
    return { value, ratePerS }
  }
}

/** Body axes x forward, y right, z down, in g. */
export type Shake = readonly [x: number, y: number, z: number]

// Fixed by the project: 0.2 m/s² rms upwards at the floor, joints included, at 25 m/s; less to the sides.
const ROUGHNESS_G_PER_MPS = 0.0008
const AXIS_SHARE = [0.35, 0.65, 1] as const
const FREQUENCIES_HZ = [1.3, 4.7, 8.3, 13.1, 21.7, 33.9]
const RAIL_M = 25
const JOINT_G_PER_MPS = 0.002

/** Vibration of the coach's floor from rough track and rail joints: mean zero, growing with speed, none at rest. */
export const makeShake = (random: Random): ((timeS: number, run: { chainageM: number; speedMps: number }) => Shake) => {
  const axes = AXIS_SHARE.map((share) =>
    FREQUENCIES_HZ.map((hz) => ({
      hz: hz * (0.95 + 0.1 * random.next()),
      phase: 2 * Math.PI * random.next(),
      share: share * (0.7 + 0.6 * random.next()),
    })),
  )
  const rough = (axis: 0 | 1 | 2, timeS: number): number => {
    let sum = 0
    for (const { hz, phase, share } of axes[axis] as (typeof axes)[number]) {
      const turns = hz * timeS
      // Whole turns are taken off: the sine of an angle beyond 800,000 rad takes ten times as long.
      sum += share * Math.sin(2 * Math.PI * (turns - Math.floor(turns)) + phase)
    }
    return sum
  }
  return (timeS, { chainageM, speedMps }) => {
    if (speedMps <= 0) return [0, 0, 0]
    const scale = ROUGHNESS_G_PER_MPS * speedMps * Math.sqrt(2 / FREQUENCIES_HZ.length)
    const sinceJointS = (chainageM % RAIL_M) / speedMps
    const joint = JOINT_G_PER_MPS * speedMps * Math.exp(-sinceJointS / 0.03) * Math.sin(2 * Math.PI * 28 * sinceJointS)
    return [scale * rough(0, timeS), scale * rough(1, timeS), scale * rough(2, timeS) + joint]
  }
}
