import type { RotatorDescriptor } from '../../drivers/rotator/rotator.ts'
import type { DeviceConfig } from '../config/train-config.ts'
import type { MountLimits } from '../domain/mount-axes.ts'
import { UsageError } from '../usage-error.ts'

type RotatorConfig = Extract<DeviceConfig, { class: 'rotator' }>
type Range = readonly [min: number, max: number]

const checked = (path: string, [min, max]: Range, [least, most]: Range): Range => {
  if (min >= least && max <= most) return [min, max]
  throw new UsageError(`${path}: [${min}, ${max}]: its driver can say ${least} to ${most}`)
}

/**
 * What a mount can do: as its train's file has it, else as its driver takes it for. Throws UsageError for angles that its driver has no
 * words for.
 */
export const mountLimitsOf = (
  name: string,
  { ability = {} }: Pick<RotatorConfig, 'ability'>,
  { limits, motion, sayable = limits }: Pick<RotatorDescriptor, 'limits' | 'motion' | 'sayable'>,
): MountLimits => {
  const { azimuthDeg = limits.azimuthDeg, elevationDeg = limits.elevationDeg } = ability
  const path = `devices.${name}.ability`
  return {
    azimuthDeg: checked(`${path}.azimuthDeg`, azimuthDeg, sayable.azimuthDeg),
    elevationDeg: checked(`${path}.elevationDeg`, elevationDeg, sayable.elevationDeg),
    maxRateDegPerS: {
      azimuthDegPerS: ability.azimuthDegPerS ?? motion.azimuthDegPerS,
      elevationDegPerS: ability.elevationDegPerS ?? motion.elevationDegPerS,
    },
    maxAccelerationDegPerS2: {
      azimuthDegPerS2: ability.azimuthDegPerS2 ?? motion.azimuthDegPerS2,
      elevationDegPerS2: ability.elevationDegPerS2 ?? motion.elevationDegPerS2,
    },
  }
}
