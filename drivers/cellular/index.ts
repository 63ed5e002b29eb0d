import { atLte } from './at-lte.ts'
import type { CellularDescriptor } from './cellular.ts'
import { quectel } from './quectel.ts'
import { sierra } from './sierra.ts'
import { telit } from './telit.ts'

/** Every cellular modem this firmware speaks to, by the name that a train's configuration uses. */
export const cellularDrivers: Readonly<Record<string, CellularDescriptor>> = Object.fromEntries(
  [atLte, quectel, sierra, telit].map((descriptor) => [descriptor.name, descriptor]),
)
