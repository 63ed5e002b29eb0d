import type { LinkTraffic, Network } from '../network.ts'
import { monotonicMs } from '../units.ts'
import { type DeskClientOptions, deskConnection } from './connection.ts'
import type { DeskTelling } from './protocol.ts'

type TrafficTelling = Extract<DeskTelling, { tell: 'traffic' }>

const asTraffic = ({ tell: _, atMs, latencyMs, ...seen }: TrafficTelling): LinkTraffic => ({
  ...seen,
  atMs: monotonicMs(atMs),
  ...(latencyMs === undefined ? {} : { latencyMs }),
})

/**
 * The desk's routing over its socket. A route resolves when the desk acknowledged it, and rejects with `network-failed`
 * when it refused or did not answer in 3 s. Routes are not sent again when the twin comes back: the twin keeps them, or the caller plans anew.
 */
export const deskNetworkClient = (options: DeskClientOptions): Network => {
  let onTraffic: (seen: LinkTraffic) => void = () => undefined
  const connection = deskConnection(options, {
    told: (telling) => {
      if (telling.tell === 'traffic') onTraffic(asTraffic(telling))
    },
    up: () => watch(),
  })
  const watch = (): void => connection.tell({ do: 'watch-traffic' }, 'network-failed')
  return {
    route: (trafficClass, link) =>
      connection.ask({ do: 'route', trafficClass, ...(link === undefined ? {} : { link }) }, 'network-failed'),
    // The desk's links share out what they carry by themselves.
    shape: () => Promise.resolve(),
    routes: () => ({}),
    onTraffic: (handler) => {
      onTraffic = handler
    },
    close: () => connection.close(),
  }
}
