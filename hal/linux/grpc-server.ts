import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  setLogVerbosity,
  status,
} from '@grpc/grpc-js'
import type { RpcServer, ServeRpc } from '../rpc.ts'
import { TerminalError } from '../terminal-error.ts'

/** Of a request. */
const MOST_BYTES = 65_536
const CLOSE_WITHIN_MS = 1_000

const same = (body: Buffer): Buffer => body

const bind = (server: Server, where: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const address = where.startsWith('/') ? `unix:${where}` : where
    server.bindAsync(address, ServerCredentials.createInsecure(), (cause, port) => {
      if (!cause) return resolve(port)
      const isBusy = cause.message.includes('EADDRINUSE')
      const why = isBusy ? 'somebody listens there already' : cause.message.slice(0, 120)
      const code = isBusy ? 'port-busy' : 'port-failed'
      reject(new TerminalError({ code, device: where, retry: 'backoff', message: why, cause }))
    })
  })

const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, CLOSE_WITHIN_MS)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
    // Whoever was never answered would keep it open.
    server.forceShutdown()
  })

/** Serves one method of gRPC without encryption, of messages whose meaning is the handler's alone. */
export const serveGrpc: ServeRpc = async ({ where, method, handle }): Promise<RpcServer> => {
  // Its own words would go to standard error, which belongs to the command; what matters is rejected with.
  setLogVerbosity(logVerbosity.NONE)
  const server = new Server({ 'grpc.max_receive_message_length': MOST_BYTES, 'grpc-node.max_session_memory': 10 })
  const definition = {
    path: method,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  } as const
  const answer = (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>): void =>
    handle(call.request, (made) => {
      if (call.cancelled) return
      if ('body' in made) done(null, Buffer.from(made.body))
      else done({ code: status[made.refusal], details: made.message })
    })
  server.addService({ handle: definition }, { handle: answer })
  const port = await bind(server, where)
  return { where: where.startsWith('/') ? where : String(port), close: () => closing(server) }
}
