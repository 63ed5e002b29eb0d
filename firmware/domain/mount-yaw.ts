import { wrap180Deg, wrap360Deg } from '../../hal/units.ts'

/** How a terminal is turned against its drawing, apart from what heading the train was thought to have: degrees. */
export interface MountYaw {
  yawDeg: number
  varianceDeg2: number
}

/** The terminal's yaw as the signal shows it: it holds the error of the heading that was gone by as well. */
export interface SignalYaw {
  yawDeg: number
  sigmaDeg: number
}

/** A heading with one sigma, degrees. */
export interface HeadingClaim {
  headingTrueDeg: number
  sigmaDeg: number
}

/** What a mount gives in sun and wind, one sigma: no mean is better. */
const LEAST_SIGMA_DEG = 0.05
/** Both a signal's yaw and a course err alike for minutes: one look a minute is so much less than one of its own. */
const ALIKE_LOOKS = 7

/** Takes in one look, a minute after the last, at a train whose heading is known by other means. */
export const anchored = (before: MountYaw | undefined, yaw: SignalYaw, headingSigmaDeg: number): MountYaw => {
  const lookDeg2 = ALIKE_LOOKS * (yaw.sigmaDeg ** 2 + headingSigmaDeg ** 2)
  if (!before) return { yawDeg: yaw.yawDeg, varianceDeg2: lookDeg2 }
  const gain = before.varianceDeg2 / (before.varianceDeg2 + lookDeg2)
  return {
    yawDeg: before.yawDeg + gain * (yaw.yawDeg - before.yawDeg),
    varianceDeg2: Math.max(LEAST_SIGMA_DEG ** 2, (1 - gain) * before.varianceDeg2),
  }
}

/** The heading by which a terminal that sits so would see what the signal shows. */
export const claimedHeading = (headingTrueDeg: number, yaw: SignalYaw, mount: MountYaw): HeadingClaim => ({
  headingTrueDeg: wrap360Deg(headingTrueDeg + wrap180Deg(yaw.yawDeg - mount.yawDeg)),
  sigmaDeg: Math.hypot(yaw.sigmaDeg, Math.sqrt(mount.varianceDeg2)),
})
