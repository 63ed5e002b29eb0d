import { openamipAntenna, openamipAntennaAssisted, openamipAntennaMs } from './openamip.ts'
import type { SelfPointingDescriptor } from './self-pointing.ts'

/** Every self-pointing antenna this firmware speaks to, by the name that a train's configuration uses. */
export const selfPointingDrivers: Readonly<Record<string, SelfPointingDescriptor>> = {
  [openamipAntenna.name]: openamipAntenna,
  [openamipAntennaMs.name]: openamipAntennaMs,
  [openamipAntennaAssisted.name]: openamipAntennaAssisted,
}
