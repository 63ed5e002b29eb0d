import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { Fault } from '../../../hardware/twin/faults.ts'
import type { Bus } from '../../bus/bus.ts'

type Ask = Pick<Bus, 'request'>

/** What somebody on site asks at the begin of a fault, and at its end where that does not come by itself. */
interface SiteOrder {
  begin(bus: Ask, forMs: number): Promise<unknown>
  end?(bus: Ask): Promise<unknown>
}

const by = 'the ride'

/** By the fault's name. */
const orders: Readonly<Record<string, SiteOrder>> = {
  'wind-order': { begin: (bus, forMs) => bus.request('stow.set', { do: 'on', by, reason: 'a storm', forMs }) },
  'washing-order': { begin: (bus, forMs) => bus.request('mode.set', { do: 'set', mode: 'washing', by, forMs }) },
  'outage-order': {
    begin: (bus, forMs) =>
      bus.request('outage.announce', { by, link: 'oneweb', inMs: 0, forMs, cause: 'work on its gateway' }),
  },
  'roof-order': {
    begin: (bus) => bus.request('lockout.set', { do: 'lock', by, reason: 'work on the roof' }),
    end: (bus) => bus.request('lockout.set', { do: 'unlock', by }),
  },
}

/** Those of a plan's faults that are orders of somebody on site: asked of the services as the command line does. */
export const scheduleOrders = (
  faults: readonly Fault[],
  { bus, clock, sinceMs }: { bus: Ask; clock: Pick<Clock, 'after' | 'nowMs'>; sinceMs: number },
): Cancel => {
  // Whoever has ended meanwhile does not take it, and the ride tells of that.
  const at = (rideMs: number, ask: () => Promise<unknown>): Cancel =>
    clock.after(Math.max(0, sinceMs + rideMs - clock.nowMs()), () => void ask())
  const ends = faults.flatMap(({ name, atMs, durationMs }) => {
    const order = Object.hasOwn(orders, name) ? orders[name] : undefined
    if (!order) return []
    const { begin, end } = order
    return [at(atMs, () => begin(bus, durationMs)), ...(end ? [at(atMs + durationMs, () => end(bus))] : [])]
  })
  return () => {
    for (const end of ends) end()
  }
}
