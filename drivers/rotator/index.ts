import { easycomm3 } from './easycomm3.ts'
import type { RotatorDescriptor } from './rotator.ts'

/** Every rotator this firmware speaks to, by the name that a train's configuration uses. */
export const rotatorDrivers: Readonly<Record<string, RotatorDescriptor>> = { [easycomm3.name]: easycomm3 }
