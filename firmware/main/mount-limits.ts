import type { RotatorDescriptor } from '../../drivers/rotator/rotator.ts'
import type { DeviceConfig } from '../config/train-config.ts'
import type { MountLimits } from '../domain/mount-axes.ts'
import { UsageError } from '../usage-error.ts'

type RotatorConfig = Extract<DeviceConfig, { class: 'rotator' }>

type Mount = Pick<RotatorDescriptor, 'limits' | 'motion' | 'sayable'>

/** Angles of a mount that its driver has no words for; a line each: path, value, what may be said. */
export const abilityMistakes = (
  name: string,
  { ability = {} }: Pick<RotatorConfig, 'ability'>,
  { limits, sayable = limits }: Pick<Mount, 'limits' | 'sayable'>,
): string[] =>
  (['azimuthDeg', 'elevationDeg'] as const).flatMap((axis) => {
    const [min, max] = ability[axis] ?? limits[axis]
    const [least, most] = sayable[axis]
    if (min >= least && max <= most) return []
    return [`devices.${name}.ability.${axis}: [${min}, ${max}]: its driver can say ${least} to ${most}`]
  })

/** What a mount can do: as its train's file has it, else as its driver takes it for. Throws UsageError for angles that cannot be said. */
export const mountLimitsOf = (name: string, config: Pick<RotatorConfig, 'ability'>, mount: Mount): MountLimits => {
  const [mistake] = abilityMistakes(name, config, mount)
  if (mistake) throw new UsageError(mistake)
  const { limits, motion } = mount
  const { azimuthDeg = limits.azimuthDeg, elevationDeg = limits.elevationDeg, ...ability } = config.ability ?? {}
  return {
    azimuthDeg,
    elevationDeg,
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
