import { type RestConfig, usualRest } from '../config/train-config.ts'
import { beyond } from '../domain/mount-axes.ts'
import type { StowSetup } from '../services/tracking/pointers.ts'
import { UsageError } from '../usage-error.ts'

type Range = readonly [min: number, max: number]

const reached = (path: string, deg: number | undefined, range: Range): void => {
  if (deg === undefined || beyond(deg, range) === 0) return
  throw new UsageError(`${path}: ${deg}: its mount goes from ${range[0]} to ${range[1]}`)
}

/**
 * How a terminal's mount lies when it is stowed: as its train's file has it, else flat, at whatever azimuth it has then. Throws UsageError for
 * a rest that the mount does not reach.
 */
export const stowSetup = (
  name: string,
  configured: RestConfig = usualRest,
  limits: { azimuthDeg: Range; elevationDeg: Range },
): StowSetup => {
  const { azimuthDeg, elevationDeg, toleranceDeg, speedDegPerS, withinS, airSpeedLimitMps } = configured
  reached(`terminals.${name}.stow.azimuthDeg`, azimuthDeg, limits.azimuthDeg)
  reached(`terminals.${name}.stow.elevationDeg`, elevationDeg, limits.elevationDeg)
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
