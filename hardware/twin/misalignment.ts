import type { Mounting } from '../../firmware/domain/frames.ts'
import type { Random } from '../../hal/random.ts'

/** What a fitter leaves between a terminal's base and the body, one sigma: yaw is set by eye along the roof, the rest is the roof's. Chosen. */
const SIGMA_DEG = { yaw: 0.5, tilt: 0.3 }
/** A worse one is seen and set right. */
const SIGMAS_AT_MOST = 2

const within = (sigmas: number): number => Math.max(-SIGMAS_AT_MOST, Math.min(SIGMAS_AT_MOST, sigmas))

/** How a terminal really sits against how its drawing says that it does; fixed by the seed, known to nobody aboard. */
export const misalignmentOf = (random: Random): Mounting => ({
  yawDeg: SIGMA_DEG.yaw * within(random.normal()),
  pitchDeg: SIGMA_DEG.tilt * within(random.normal()),
  rollDeg: SIGMA_DEG.tilt * within(random.normal()),
})
