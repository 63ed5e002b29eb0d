import { createConnection, type NetConnectOpts, type Socket } from 'node:net'
import type { OpenPort, Port } from '../port.ts'
import { TerminalError, type TerminalErrorCode } from '../terminal-error.ts'
import { guardedPort } from './guarded-port.ts'

const CONNECT_TIMEOUT_MS = 5000

interface SocketTarget {
  options: NetConnectOpts
  /** How messages name the far end. */
  title: string
  device: string
  /** What to do when nobody answers there. */
  advice: string
}

const codes: Readonly<Record<string, TerminalErrorCode>> = {
  ENOENT: 'port-missing',
  ECONNREFUSED: 'port-missing',
  EHOSTUNREACH: 'port-missing',
  ENETUNREACH: 'port-missing',
  ENOTFOUND: 'port-missing',
  EAI_AGAIN: 'port-missing',
  ETIMEDOUT: 'port-missing',
  EACCES: 'port-denied',
  EPERM: 'port-denied',
}

const openError = (target: SocketTarget, cause: { code?: string; message: string }): TerminalError => {
  const code = codes[cause.code ?? ''] ?? 'port-failed'
  const message = `cannot connect to ${target.title} (${cause.code ?? cause.message}); ${target.advice}`
  return new TerminalError({
    code,
    device: target.device,
    retry: code === 'port-denied' ? 'never' : 'backoff',
    message,
    cause,
  })
}

const connect = (target: SocketTarget): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(target.options)
    const fail = (cause: { code?: string; message: string }): void => {
      socket.destroy()
      reject(openError(target, cause))
    }
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => fail({ code: 'ETIMEDOUT', message: 'no answer' }))
    socket.once('error', fail)
    socket.once('connect', () => {
      socket.off('error', fail)
      socket.setTimeout(0)
      socket.removeAllListeners('timeout')
      resolve(socket)
    })
  })

const socketPort = (socket: Socket, device: string): Port =>
  guardedPort(device, (events) => {
    let cause: Error | undefined
    socket.on('error', (error) => {
      cause = error
    })
    socket.on('end', () => socket.destroy())
    socket.on('close', () => events.closed(cause))
    return {
      write: (bytes, done) => void socket.write(bytes, done),
      resume: (onBytes) => void socket.on('data', onBytes),
      close: () => void socket.destroy(),
    }
  })

const openSocket = async (target: SocketTarget): Promise<Port> => socketPort(await connect(target), target.device)

/** Opens a TCP connection; rejects with `port-missing` when nobody answers there, `port-denied`, or `port-failed`. */
export const openTcpPort =
  (host: string, port: number, device: string): OpenPort =>
  () =>
    openSocket({
      options: { host, port, noDelay: true, keepAlive: true },
      title: `${host}:${port}`,
      device,
      advice: 'check its address, its cable and that it is on',
    })

/** Opens a Unix socket; rejects with `port-missing` when nobody serves it, `port-denied`, or `port-failed`. */
export const openUnixPort =
  (path: string, device: string): OpenPort =>
  () =>
    openSocket({ options: { path }, title: path, device, advice: 'check that its server runs and whose file it is' })
