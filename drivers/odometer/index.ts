import { axlePulses } from './axle-pulses.ts'
import type { OdometerDescriptor } from './odometer.ts'

/** Every odometer this firmware reads, by the name that a train's configuration uses. */
export const odometerDrivers: Readonly<Record<string, OdometerDescriptor>> = { [axlePulses.name]: axlePulses }
