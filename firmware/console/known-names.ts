import type { TrainConfig } from '../config/train-config.ts'
import { trafficClasses } from '../domain/traffic-class.ts'
import type { KnownNames } from './argument.ts'

/** The names that a train's file gives to what a command may be about. */
export const knownNamesOf = ({ links, terminals, devices }: TrainConfig): KnownNames => ({
  links: Object.keys(links),
  terminals: Object.keys(terminals),
  modems: Object.entries(devices).flatMap(([name, device]) => (device.class === 'cellular' ? [name] : [])),
  devices: Object.keys(devices),
  trafficClasses,
})
