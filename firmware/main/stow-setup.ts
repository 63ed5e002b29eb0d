import { type RestConfig, usualRest } from '../config/train-config.ts'
import type { StowSetup } from '../services/tracking/pointers.ts'

/** How a mount lies when it is stowed: as its terminal has it, else flat, at whatever azimuth it has then. */
export const stowSetup = (
  configured: RestConfig = usualRest,
  limits: { elevationDeg: readonly [min: number, max: number] },
): StowSetup => {
  const { azimuthDeg, elevationDeg, toleranceDeg, speedDegPerS, withinS, airSpeedLimitMps } = configured
  return {
    rest: {
      ...(azimuthDeg !== undefined && { azimuthDeg }),
      elevationDeg: elevationDeg ?? limits.elevationDeg[0],
      toleranceDeg,
      speedDegPerS,
      withinMs: 1_000 * withinS,
    },
    ...(airSpeedLimitMps !== undefined && { airSpeedLimitMps }),
  }
}
