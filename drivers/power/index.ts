import { steppelinkPower } from './board-lines.ts'
import type { PowerBoardDescriptor } from './power.ts'

/** Every power board this firmware reads, by the name that a train's configuration uses. */
export const powerDrivers: Readonly<Record<string, PowerBoardDescriptor>> = { [steppelinkPower.name]: steppelinkPower }
