import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { Fault } from '../../../hardware/twin/faults.ts'
import type { Bus } from '../../bus/bus.ts'

/** Given at its time, for as long as the fault holds, in the words of the one who gives it. */
const WIND_ORDER = 'wind-order'

/** Those of a plan's faults that are orders of somebody on site: asked of the services as the command line does. */
export const scheduleOrders = (
  faults: readonly Fault[],
  { bus, clock, sinceMs }: { bus: Pick<Bus, 'request'>; clock: Pick<Clock, 'after' | 'nowMs'>; sinceMs: number },
): Cancel => {
  const ends = faults
    .filter(({ name }) => name === WIND_ORDER)
    .map(({ atMs, durationMs: forMs }) =>
      clock.after(Math.max(0, sinceMs + atMs - clock.nowMs()), () => {
        // Whoever has ended meanwhile does not take it, and the ride tells of that.
        void bus.request('stow.set', { do: 'on', by: 'the ride', reason: 'a storm', forMs })
      }),
    )
  return () => {
    for (const end of ends) end()
  }
}
