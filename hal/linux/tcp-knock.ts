import { connect } from 'node:net'

interface Knock {
  /** Of this machine; it decides by which tunnel the question goes. */
  from: string
  to: string
  port: number
}

/** Longer than a round trip by a geostationary orbit, and over before the kernel sends its SYN anew (RFC 6298 §2.1: 1 s). */
const DEADLINE_MS = 950
const AT_ONCE = 16

/**
 * Whether a machine's kernel answers at an address: with a connection, which is closed at once, or with a refusal. Nothing needs to listen
 * there. Never rejects; more than 16 questions at once are not asked.
 */
export const tcpKnock = () => {
  let open = 0
  return ({ from, to, port }: Knock): Promise<boolean> => {
    if (open >= AT_ONCE) return Promise.resolve(false)
    open++
    return new Promise((resolve) => {
      const socket = connect({ host: to, port, localAddress: from, timeout: DEADLINE_MS })
      let isThere = false
      socket.once('connect', () => {
        isThere = true
        socket.destroy()
      })
      socket.once('timeout', () => socket.destroy())
      socket.once('error', (error) => {
        isThere = 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET')
      })
      socket.once('close', () => {
        open--
        resolve(isThere)
      })
    })
  }
}
