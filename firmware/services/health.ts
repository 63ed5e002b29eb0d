import type { DeviceCounters } from '../../drivers/framing/device-counters.ts'
import type { Cancel } from '../../hal/clock.ts'
import type { ServiceName } from '../bus/services.ts'
import type { ServiceContext } from './service.ts'
import type { TickLog } from './tick-log.ts'

const EVERY_MS = 2_000

/** A device that counts what its line carries. */
export interface Counting {
  counters(): DeviceCounters
}

/** Publishes a service's device counters every two seconds, and how its ticks went where that counts. */
export const publishHealth = (
  { clock, bus }: ServiceContext,
  service: ServiceName,
  devices: Readonly<Record<string, Counting>>,
  ticks?: TickLog,
): Cancel => {
  const counters = (): Record<string, DeviceCounters> =>
    Object.fromEntries(Object.entries(devices).map(([name, device]) => [name, device.counters()]))
  return clock.every(EVERY_MS, () =>
    bus.publish(`${service}.health`, {
      atMs: clock.nowMs(),
      devices: counters(),
      ...(ticks && { ticks: ticks.take() }),
    }),
  )
}
