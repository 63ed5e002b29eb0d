import type { SatelliteModemDescriptor } from './modem.ts'
import { openamip, openamipMs } from './openamip.ts'

/** Every satellite modem this firmware speaks to, by the name that a train's configuration uses. */
export const modemDrivers: Readonly<Record<string, SatelliteModemDescriptor>> = {
  [openamip.name]: openamip,
  [openamipMs.name]: openamipMs,
}
