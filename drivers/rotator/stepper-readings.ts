import type { MountPosition } from './rotator.ts'
import { type StepperAxis, stepperMount } from './stepper-mount.ts'

const degOf = ({ stepsPerDeg, homeDeg }: StepperAxis, steps: number): number => homeDeg + steps / stepsPerDeg

/** Makes one reading of the positions of both axes, the azimuth's first. */
export const stepperReadings = () => {
  const { azimuth, elevation } = stepperMount
  let azimuthDeg: number | undefined
  return {
    /** The reading that this position completes. */
    take: ({ device, steps }: { device: number; steps: number }): MountPosition | undefined => {
      if (device === azimuth.device) azimuthDeg = degOf(azimuth, steps)
      if (device !== elevation.device || azimuthDeg === undefined) return undefined
      const position = { azimuthDeg, elevationDeg: degOf(elevation, steps) }
      azimuthDeg = undefined
      return position
    },
    reset: (): void => {
      azimuthDeg = undefined
    },
  }
}
