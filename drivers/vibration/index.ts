import { firmata } from './firmata.ts'
import type { MotionBoardDescriptor } from './vibration.ts'

/** Every vibration board that there is a driver for, by the name that a train's configuration uses. */
export const motionBoardDrivers: Readonly<Record<string, MotionBoardDescriptor>> = { firmata }
