import { coaxFailsafe, coaxLatching } from './coax-relay.ts'
import type { RfSwitchDescriptor } from './rf-switch.ts'

/** Every switch of radio cables this firmware throws, by the name that a train's configuration uses. */
export const rfSwitchDrivers: Readonly<Record<string, RfSwitchDescriptor>> = {
  [coaxFailsafe.name]: coaxFailsafe,
  [coaxLatching.name]: coaxLatching,
}
