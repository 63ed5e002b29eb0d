import type { RpcServer, ServeRpc } from '../../hal/rpc.ts'
import type { VirtualStarlink } from './devices/starlink.ts'

const METHOD = '/SpaceX.API.Device.Device/Handle'

/** Where a terminal is served. */
export interface ServeStarlinkOptions {
  dish: VirtualStarlink
  /** `HOST:PORT`, or the path of a Unix socket. */
  where: string
  /** `serveGrpc` of `hal/linux`. */
  serve: ServeRpc
}

/** Serves a virtual Starlink terminal as a real one serves its Ethernet side: gRPC, to whoever asks. Rejects with TerminalError as `ServeRpc` does. */
export const serveStarlink = ({ dish, where, serve }: ServeStarlinkOptions): Promise<RpcServer> =>
  serve({ where, method: METHOD, handle: dish.handle })
