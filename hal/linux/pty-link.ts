import type { LinkCounters, SerialLink } from '../serial-link.ts'
import { TerminalError } from '../terminal-error.ts'
import { openPty } from './pty.ts'

/**
 * A pseudo-terminal of our own as a line: open while somebody has opened its other side, to which `link` leads. A write waits until
 * it is taken, or the other side is closed. Rejects as `openPty` does.
 */
export const openPtyLink = async ({ name, link }: { name: string; link: string }): Promise<SerialLink> => {
  const pty = await openPty({ link })
  const counters: LinkCounters = { rxBytes: 0, txBytes: 0, reconnects: 0, writeErrors: 0 }
  let onState: (state: 'open' | 'closed') => void = () => undefined
  let comings = 0
  pty.onClient((isThere) => {
    if (isThere && ++comings > 1) counters.reconnects++
    onState(isThere ? 'open' : 'closed')
  })
  const nobody = (): TerminalError => {
    counters.writeErrors++
    return new TerminalError({ code: 'port-closed', device: name, retry: 'backoff', message: 'nobody has opened it' })
  }
  return {
    name,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        const taken = (): void => {
          if (pty.hasClient()) {
            counters.txBytes += bytes.length
            resolve()
          } else reject(nobody())
        }
        if (pty.hasClient()) pty.port.write(bytes, (error) => (error ? reject(error) : pty.whenTaken(taken)))
        else taken()
      }),
    onData: (handler) =>
      pty.port.onData((bytes) => {
        counters.rxBytes += bytes.length
        handler(bytes)
      }),
    onState: (handler) => {
      onState = handler
      handler(pty.hasClient() ? 'open' : 'closed')
    },
    counters: () => ({ ...counters }),
    close: async () => pty.hangup(),
  }
}
