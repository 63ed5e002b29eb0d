import { easycomm2 } from './easycomm2.ts'
import { easycomm3 } from './easycomm3.ts'
import { gs232a, gs232b } from './gs232.ts'
import { rot2prog } from './rot2prog.ts'
import type { RotatorDescriptor } from './rotator.ts'
import { rotctld } from './rotctld.ts'
import { stepper, stepperJohnnyFive } from './stepper.ts'

/** Every rotator this firmware speaks to, by the name that a train's configuration uses. */
export const rotatorDrivers: Readonly<Record<string, RotatorDescriptor>> = {
  easycomm2,
  easycomm3,
  gs232a,
  gs232b,
  rot2prog,
  rotctld,
  stepper,
  'stepper-johnny-five': stepperJohnnyFive,
}
