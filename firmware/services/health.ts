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

/** For how long no byte has come of each device that was ever heard, s. */
const quietWatch = () => {
  const heard = new Map<string, { rxBytes: number; atMs: number }>()
  return (devices: Readonly<Record<string, DeviceCounters>>, nowMs: number): Record<string, number> => {
    for (const [name, { rxBytes }] of Object.entries(devices))
      if (rxBytes > 0 && heard.get(name)?.rxBytes !== rxBytes) heard.set(name, { rxBytes, atMs: nowMs })
    return Object.fromEntries([...heard].map(([name, { atMs }]) => [name, (nowMs - atMs) / 1000]))
  }
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
  const sinceMs = clock.nowMs()
  const quiet = quietWatch()
  return clock.every(EVERY_MS, () => {
    const [atMs, counted] = [clock.nowMs(), counters()]
    const quietS = quiet(counted, atMs)
    bus.publish(`${service}.health`, {
      atMs,
      sinceMs,
      devices: counted,
      quietS,
      ...(ticks && { ticks: ticks.take() }),
    })
  })
}
