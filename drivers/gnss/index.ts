import type { GnssDescriptor } from './gnss.ts'
import { nmea0183 } from './nmea-receiver.ts'
import { ublox } from './ublox.ts'

/** Every kind of GNSS receiver this firmware can read, by name. */
export const gnssDrivers: Readonly<Record<string, GnssDescriptor>> = { nmea0183, ublox }
