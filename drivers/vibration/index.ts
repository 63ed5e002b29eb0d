import { firmata } from './firmata.ts'
import { iio } from './iio.ts'
import type { KernelSensorDescriptor, MotionBoardDescriptor } from './vibration.ts'

/** Every vibration board that there is a driver for, by the name that a train's configuration uses. */
export const motionBoardDrivers: Readonly<Record<string, MotionBoardDescriptor>> = { firmata }

/** Every kind of sensor that the kernel reads, likewise. */
export const kernelSensorDrivers: Readonly<Record<string, KernelSensorDescriptor>> = { iio }
