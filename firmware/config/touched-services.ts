import type { ServiceName } from '../bus/services.ts'
import { servicesOf } from './services-of.ts'
import type { TrainConfig } from './train-config.ts'

/** Parts of a train's file that only some services read; every service reads all others. */
const readers: Readonly<Partial<Record<keyof TrainConfig, readonly ServiceName[]>>> = {
  network: ['links'],
  links: ['links'],
  traffic: ['links'],
  texts: ['links'],
  emergency: ['links'],
  gpsd: ['gpsd'],
  console: ['access'],
  time: ['navigation'],
  stow: ['tracking', 'interlock'],
  interlock: ['tracking', 'interlock', 'links'],
}

/** They hold what people are doing at the moment, and read no more of the file than where they stand. */
const steady: readonly ServiceName[] = ['alarms', 'access', 'console']
const readBySteady: readonly (keyof TrainConfig)[] = ['train', 'state', 'console']
/** A restart of it would take back what is on trial. */
const keeper: ServiceName = 'configuration'

const partsOf = (config: TrainConfig): Partial<Record<keyof TrainConfig, unknown>> => config

const changedParts = (before: TrainConfig, after: TrainConfig): (keyof TrainConfig)[] => {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof TrainConfig>
  return [...names].filter((name) => JSON.stringify(partsOf(before)[name]) !== JSON.stringify(partsOf(after)[name]))
}

/** Services of a running train, each list in the order of `serviceNames`. */
export interface TouchedServices {
  start: readonly ServiceName[]
  stop: readonly ServiceName[]
  restart: readonly ServiceName[]
}

/** What has to be done to the services of a running train when its file changes. */
export const touchedServices = (before: TrainConfig, after: TrainConfig): TouchedServices => {
  const [had, has] = [servicesOf(before), servicesOf(after)]
  const changed = changedParts(before, after)
  const isTouched = (service: ServiceName): boolean =>
    service !== keeper &&
    changed.some((part) =>
      steady.includes(service) ? readBySteady.includes(part) : (readers[part]?.includes(service) ?? true),
    )
  return {
    start: has.filter((service) => !had.includes(service)),
    stop: had.filter((service) => !has.includes(service)),
    restart: has.filter((service) => had.includes(service) && isTouched(service)),
  }
}
