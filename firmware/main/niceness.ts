import type { ServiceName } from '../bus/services.ts'

const early: Readonly<Partial<Record<ServiceName, number>>> = {
  interlock: -15,
  tracking: -10,
  navigation: -10,
  links: -5,
}

/**
 * Nice value of a service's process. What mutes goes before what aims, what aims before
 * what hands orders to mute on, and that before all that may wait: on a busy machine a
 * core that comes 50 ms late is half of the time in which the interlock must mute.
 */
export const nicenessOf = (service: ServiceName): number => early[service] ?? 0
