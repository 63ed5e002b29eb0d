import { type ServiceName, serviceNames } from '../bus/services.ts'
import type { TrainConfig } from './train-config.ts'

/** The services that a train has: all, but none that serves what its configuration does not ask for. */
export const servicesOf = ({ gpsd }: Pick<TrainConfig, 'gpsd'>): ServiceName[] =>
  serviceNames.filter((name) => name !== 'gpsd' || gpsd !== undefined)
