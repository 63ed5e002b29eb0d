import { atLte } from './at-lte.ts'
import type { CellularDescriptor } from './cellular.ts'

/** Every cellular modem this firmware speaks to, by the name that a train's configuration uses. */
export const cellularDrivers: Readonly<Record<string, CellularDescriptor>> = { [atLte.name]: atLte }
