import {
  Client,
  type ClientUnaryCall,
  credentials,
  logVerbosity,
  type ServiceError,
  setLogVerbosity,
  status,
} from '@grpc/grpc-js'
import type { RpcChannel } from '../rpc.ts'
import { TerminalError } from '../terminal-error.ts'

/** Of an answer: a terminal's longest, a map of its sky, is a tenth of it. */
const MOST_BYTES = 1_048_576

const options = {
  'grpc.max_receive_message_length': MOST_BYTES,
  'grpc.initial_reconnect_backoff_ms': 500,
  'grpc.min_reconnect_backoff_ms': 500,
  'grpc.max_reconnect_backoff_ms': 10_000,
  // Retries are the caller's: an order must not go out twice.
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  // Addresses of a train's own network: no proxy of the environment is between.
  'grpc.enable_http_proxy': 0,
}

const hopeless: readonly number[] = [status.PERMISSION_DENIED, status.UNIMPLEMENTED, status.UNAUTHENTICATED]

/** Of @grpc/grpc-js: no transport was ready, so that nothing of the call went out. */
const neverSent = /^No connection established|^Name resolution failed/

const late = (device: string): TerminalError =>
  new TerminalError({ code: 'device-timeout', device, retry: 'backoff', message: 'it did not answer' })

const errorOf = (device: string, cause: ServiceError): TerminalError => {
  const { code, details } = cause
  // A server may give up for itself, or for what stands behind it.
  if (code === status.DEADLINE_EXCEEDED) return late(device)
  const said = `${status[code] ?? code} ${details}`.slice(0, 200)
  if (code === status.UNAVAILABLE || code === status.CANCELLED)
    return new TerminalError({
      code: neverSent.test(details) ? 'port-failed' : 'port-closed',
      device,
      retry: 'backoff',
      message: `no connection: ${said}`,
      cause,
    })
  if (code === status.RESOURCE_EXHAUSTED || code === status.INTERNAL)
    return new TerminalError({ code: 'device-garbled', device, retry: 'backoff', message: said, cause })
  const retry = hopeless.includes(code) ? 'never' : 'backoff'
  return new TerminalError({ code: 'device-refused', device, retry, message: `it refused: ${said}`, cause })
}

const same = (body: Buffer): Buffer => body

/** gRPC without encryption, as devices on a train's own network speak it; `where` is `HOST:PORT`, or the path of a Unix socket. */
export const grpcChannel = ({ device, where }: { device: string; where: string }): RpcChannel => {
  const target = where.startsWith('/') ? `unix:${where}` : `dns:${where}`
  // Its own words would go to standard error; what matters is rejected with.
  setLogVerbosity(logVerbosity.NONE)
  const client = new Client(target, credentials.createInsecure(), options)
  const calls = new Set<ClientUnaryCall>()
  const call: RpcChannel['call'] = (method, body, timeoutMs) =>
    new Promise((resolve, reject) => {
      let isLate = false
      // The package counts deadlines by the wall clock, which may step.
      const timer = setTimeout(() => {
        isLate = true
        asked.cancel()
      }, timeoutMs)
      const asked = client.makeUnaryRequest(method, same, same, Buffer.from(body), (error, answer) => {
        clearTimeout(timer)
        calls.delete(asked)
        if (error) reject(isLate ? late(device) : errorOf(device, error))
        else resolve(answer ?? new Uint8Array())
      })
      calls.add(asked)
    })
  return {
    call,
    close: () => {
      for (const asked of calls) asked.cancel()
      client.close()
    },
  }
}
