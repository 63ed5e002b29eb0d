import { rm } from 'node:fs/promises'
import { serveGrpc } from '../../../hal/linux/grpc-server.ts'
import type { VirtualStarlink } from '../../../hardware/twin/devices/starlink.ts'

/** Serves the twin's Starlink terminal at `HOST:PORT` or on a Unix socket, which replaces one that a killed twin left; gone when closed. */
export const serveStarlinkAt = async (dish: VirtualStarlink, where: string): Promise<{ close(): Promise<void> }> => {
  const { serveStarlink } = await import('../../../hardware/twin/serve-starlink.ts')
  const isSocket = where.startsWith('/')
  if (isSocket) await rm(where, { force: true })
  const server = await serveStarlink({ dish, where, serve: serveGrpc })
  return {
    close: async () => {
      await server.close()
      if (isSocket) await rm(where, { force: true })
    },
  }
}
