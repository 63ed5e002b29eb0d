import type { DatagramAddress, DatagramSocket } from '../../hal/datagram-socket.ts'

/** A socket in memory: what was sent by it, and what comes. */
export const fakeSocket = () => {
  const sent: { bytes: Uint8Array; to: DatagramAddress }[] = []
  let onMessage: Parameters<DatagramSocket['onMessage']>[0] = () => {}
  let isOpen = true
  let isTaken = true
  const socket: DatagramSocket = {
    onMessage: (handler) => {
      onMessage = handler
    },
    send: async (bytes, to) => {
      sent.push({ bytes, to })
      return isTaken
    },
    close: async () => {
      isOpen = false
    },
  }
  return {
    socket,
    sent,
    isOpen: () => isOpen,
    /** The kernel takes nothing from now on. */
    takesNothing: () => {
      isTaken = false
    },
    comes: (bytes: Uint8Array, from: DatagramAddress = { host: '10.72.0.2', port: 40_000 }) => onMessage(bytes, from),
  }
}
