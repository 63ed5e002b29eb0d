import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { ListenTcp, TcpClient, TcpServerSettings } from '../tcp-server.ts'
import { TerminalError, type TerminalErrorCode } from '../terminal-error.ts'
import { areDescriptorsFree } from './free-descriptors.ts'
import { ListeningRest } from './listening-rest.ts'

/** How long a client may take to hear the last words. */
const GRACE_MS = 1_000
/** A client whose machine is gone is found out by the kernel after this and its own retries. */
const KEEP_ALIVE_AFTER_MS = 30_000

const codes: Readonly<Record<string, TerminalErrorCode>> = { EADDRINUSE: 'port-busy', EACCES: 'port-denied' }
const advices: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use; end its server or choose another port',
  EACCES: 'this user may not listen there; choose a port above 1023',
  EADDRNOTAVAIL: 'this machine has no such address',
}

const listenError = ({ host, port }: TcpServerSettings, cause: unknown): TerminalError => {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new TerminalError({
    code: codes[why] ?? 'port-failed',
    device: `${host}:${port}`,
    retry: 'backoff',
    message: `cannot listen: ${advices[why] ?? why}`,
    cause,
  })
}

const listen = async (server: Server, settings: TcpServerSettings): Promise<void> => {
  try {
    const listening = once(server, 'listening')
    server.listen({ host: settings.host, port: settings.port, backlog: settings.maxClients })
    await listening
  } catch (cause) {
    throw listenError(settings, cause)
  }
}

const clientOf = (socket: Socket, maxUnreadBytes: number, onDropped: () => void): TcpClient => ({
  name: `${socket.remoteAddress}:${socket.remotePort}`,
  onData: (handler) => void socket.on('data', handler),
  onClose: (handler) => void socket.once('close', handler),
  send: (what) => {
    if (!socket.writable) return
    socket.write(what)
    if (socket.writableLength <= maxUnreadBytes) return
    onDropped()
    socket.destroy()
  },
  close: () => {
    if (socket.destroyed) return
    // Not the socket's own timeout, which begins anew with every byte that the client sends.
    const grace = setTimeout(() => socket.destroy(), GRACE_MS)
    socket.once('close', () => clearTimeout(grace))
    socket.end(() => socket.destroy())
  },
})

/** Listens on this machine's own network stack. */
export const listenTcp: ListenTcp = async (settings, onClient) => {
  const sockets = new Set<Socket>()
  const counts = { accepted: 0, refused: 0, dropped: 0 }
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS })
  server.maxConnections = settings.maxClients
  server.on('drop', () => counts.refused++)
  server.on('connection', (socket) => {
    counts.accepted++
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    onClient(clientOf(socket, settings.maxUnreadBytes, () => counts.dropped++))
  })
  await listen(server, settings)
  // accept(2) failed for one client; without a handler it would end the process.
  server.on('error', () => counts.refused++)
  const { port } = server.address() as AddressInfo
  let isClosed = false
  const rest = new ListeningRest({
    stop: () => server.close(),
    resume: async () => {
      await listen(server, { ...settings, port })
      if (isClosed) server.close()
    },
    areDescriptorsFree,
  })
  return {
    port,
    counters: () => ({ ...counts, clients: sockets.size, rests: rest.rests() }),
    close: () =>
      new Promise((resolve) => {
        isClosed = true
        rest.end()
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
