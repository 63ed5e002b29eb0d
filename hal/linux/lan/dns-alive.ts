import { createSocket } from 'node:dgram'

/** RFC 1035 §4.1: a header, and one question: TXT of `version.bind` in the class CHAOS, which a server answers by itself, without asking anybody. */
const HEADER = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
const LABELS = ['version', 'bind']
const TXT_OF_CHAOS = [0, 16, 0, 3]
const DNS_PORT = 53
/** It answers within milliseconds, unless the machine has other work. */
const WITHIN_MS = 1_500
const TRIES = 2

const question = (id: number): Buffer => {
  const labels = LABELS.flatMap((label) => [label.length, ...Buffer.from(label)])
  const bytes = Buffer.from([...HEADER, ...labels, 0, ...TXT_OF_CHAOS])
  bytes.writeUInt16BE(id, 0)
  return bytes
}

const asksOnce = (address: string, id: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    const end = (isAnswered: boolean): void => {
      clearTimeout(timer)
      socket.close()
      resolve(isAnswered)
    }
    const timer = setTimeout(() => end(false), WITHIN_MS)
    socket.once('error', () => end(false))
    socket.on('message', (answer) => {
      if (answer.length >= HEADER.length && answer.readUInt16BE(0) === id) end(true)
    })
    // A failed connection is an 'error' only where no callback is given.
    socket.once('connect', () => socket.send(question(id)))
    socket.connect(DNS_PORT, address)
  })

/** Whether a server of names answers at an address of this machine's: one that hangs has a process, and answers nobody. */
export const isDnsAlive = async (address: string): Promise<boolean> => {
  for (let id = 1; id <= TRIES; id++) if (await asksOnce(address, id)) return true
  return false
}
