import type { StepperWiring } from '../../hal/stepper-board.ts'

/** One axis as it is wired and geared. */
export interface StepperAxis extends StepperWiring {
  stepsPerDeg: number
  /** Where the limit switch opens. */
  homeDeg: number
  maxDegPerS: number
  accelerationDegPerS2: number
}

/** How fast an axis looks for its switch, and how slowly it leaves it. */
export const seekDegPerS = 3
export const leaveDegPerS = 0.5

/** The mount as drivers/rotator/stepper.ts knows it: 200 steps, 16 microsteps, a gear of 9. Switches are closed unless pressed. */
export const stepperMount: { azimuth: StepperAxis; elevation: StepperAxis } = {
  azimuth: {
    device: 0,
    pins: { step: 2, direction: 3, limit: 8 },
    stepsPerDeg: 80,
    homeDeg: 0.5,
    maxDegPerS: 12,
    accelerationDegPerS2: 8,
  },
  elevation: {
    device: 1,
    pins: { step: 4, direction: 5, limit: 9 },
    stepsPerDeg: 80,
    homeDeg: 0.5,
    maxDegPerS: 8,
    accelerationDegPerS2: 8,
  },
}

/** Azimuth, then elevation. */
export const stepperAxes = [stepperMount.azimuth, stepperMount.elevation] as const
