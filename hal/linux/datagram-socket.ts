import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { DatagramAddress, OpenDatagramSocket } from '../datagram-socket.ts'
import { TerminalError, type TerminalErrorCode } from '../terminal-error.ts'

const codes: Readonly<Record<string, TerminalErrorCode>> = { EADDRINUSE: 'port-busy', EACCES: 'port-denied' }

const openError = ({ host, port }: DatagramAddress, cause: unknown): TerminalError => {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new TerminalError({
    code: codes[why] ?? 'port-failed',
    device: `${host}:${port}`,
    retry: 'backoff',
    message: `cannot be opened for datagrams: ${why === 'EADDRNOTAVAIL' ? 'this machine has no such address' : why}`,
    cause,
  })
}

const sendBy = (socket: Socket, bytes: Uint8Array, { host, port }: DatagramAddress): Promise<boolean> =>
  new Promise<boolean>((resolve) => {
    socket.send(bytes, port, host, (error) => resolve(error === null || error === undefined))
    // A port of 0, as a stranger's datagram may bear, throws at once.
  }).catch(() => false)

/** A UDP socket of the kernel's at one address of this machine. */
export const openDatagramSocket: OpenDatagramSocket = async (at) => {
  const socket = createSocket('udp4')
  try {
    const listening = once(socket, 'listening')
    socket.bind({ address: at.host, port: at.port, exclusive: true })
    await listening
  } catch (cause) {
    socket.close()
    throw openError(at, cause)
  }
  // What the network says of a datagram that was sent (nobody there, no route) is a loss like any other.
  socket.on('error', () => {})
  let isOpen = true
  return {
    onMessage: (handler) => {
      socket.on('message', (bytes, { address, port }) => handler(bytes, { host: address, port }))
    },
    send: (bytes, to) => (isOpen ? sendBy(socket, bytes, to) : Promise.resolve(false)),
    close: async () => {
      if (!isOpen) return
      isOpen = false
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}
