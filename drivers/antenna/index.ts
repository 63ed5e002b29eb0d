import type { BeamControllerDescriptor } from './antenna.ts'
import { brace } from './beam-controller.ts'

/** Every beam controller this firmware speaks to, by the name that a train's configuration uses. */
export const beamControllerDrivers: Readonly<Record<string, BeamControllerDescriptor>> = { [brace.name]: brace }
