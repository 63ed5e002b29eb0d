import type { LanLook } from '../lan.ts'
import type { LinkCounter, LinkTraffic, Network } from '../network.ts'
import { monotonicMs } from '../units.ts'
import { type DeskClientOptions, deskConnection } from './connection.ts'
import type { DeskTelling } from './protocol.ts'

type TrafficTelling = Extract<DeskTelling, { tell: 'traffic' }>

const asTraffic = ({ tell: _, atMs, latencyMs, ...seen }: TrafficTelling): LinkTraffic => ({
  ...seen,
  atMs: monotonicMs(atMs),
  ...(latencyMs === undefined ? {} : { latencyMs }),
})

const asCounter = ({ tell: _, trafficClass, ...counted }: Extract<DeskTelling, { tell: 'counter' }>): LinkCounter => ({
  ...counted,
  ...(trafficClass !== undefined && { trafficClass }),
})

const asLan = ({
  tell: _,
  parent,
  rxFrames,
  isServing,
  leases,
  ...lan
}: Extract<DeskTelling, { tell: 'lan' }>): LanLook => ({
  ...lan,
  ...(parent && { parent }),
  ...(rxFrames !== undefined && { rxFrames }),
  ...(isServing !== undefined && { isServing }),
  ...(leases && { leases }),
})

/**
 * The desk's routing over its socket. A route resolves when the desk acknowledged it, and rejects with `network-failed`
 * when it refused or did not answer in 3 s. Routes are not sent again when the twin comes back: the twin keeps them, or the caller plans anew.
 */
export const deskNetworkClient = (
  options: DeskClientOptions & { ceilingsKbps?: Readonly<Record<string, number>> },
): Network => {
  let onTraffic: (seen: LinkTraffic) => void = () => undefined
  /** Of the desk that is there now; the newest of each. */
  const counters = new Map<string, LinkCounter>()
  const lans = new Map<string, LanLook>()
  const connection = deskConnection(options, {
    told: (telling) => {
      if (telling.tell === 'counter') counters.set(`${telling.link} ${telling.trafficClass ?? ''}`, asCounter(telling))
      if (telling.tell === 'lan') lans.set(telling.interface, asLan(telling))
      if (telling.tell === 'traffic') onTraffic(asTraffic(telling))
    },
    up: () => watch(),
    down: () => {
      counters.clear()
      lans.clear()
    },
  })
  const { ceilingsKbps = {} } = options
  const watch = (): void => {
    connection.tell({ do: 'watch-traffic' }, 'network-failed')
    connection.tell({ do: 'limit', ceilingsKbps }, 'network-failed')
  }
  return {
    route: (trafficClass, link) =>
      connection.ask({ do: 'route', trafficClass, ...(link === undefined ? {} : { link }) }, 'network-failed'),
    // The desk's links share out what they carry by themselves, within the ceilings that they were told.
    shape: () => Promise.resolve(),
    routes: () => ({}),
    onTraffic: (handler) => {
      onTraffic = handler
    },
    counters: async () => {
      await connection.ask({ do: 'counters' }, 'network-failed')
      return [...counters.values()]
    },
    lans: async () => {
      await connection.ask({ do: 'lans' }, 'network-failed')
      return [...lans.values()]
    },
    close: () => connection.close(),
  }
}
