import { type ServiceName, serviceNames } from '../bus/services.ts'
import type { TrainConfig } from './train-config.ts'

type Asked = Pick<TrainConfig, 'gpsd'> & Partial<Pick<TrainConfig, 'terminals' | 'devices' | 'console'>>

/**
 * The services that a train has: all, but none that serves what its configuration does not ask for. A train whose antennas are all somebody
 * else's has nothing to permit, and may have no power board.
 */
export const servicesOf = ({ gpsd, terminals, devices, console }: Asked): ServiceName[] => {
  const hasTerminals = terminals === undefined || Object.keys(terminals).length > 0
  const hasBoard = devices === undefined || Object.values(devices).some((device) => device.class === 'power')
  const has: Partial<Record<ServiceName, boolean>> = {
    gpsd: gpsd !== undefined,
    alarms: console !== undefined,
    configuration: console !== undefined,
    console: console !== undefined,
    access: console !== undefined,
    interlock: hasTerminals,
    power: hasTerminals || hasBoard,
  }
  return serviceNames.filter((name) => has[name] !== false)
}

/** Those that can run on a simulated clock: it waits for nobody at a console. */
export const simulatedServicesOf = ({ console: _cable, ...asked }: Asked): ServiceName[] => servicesOf(asked)
