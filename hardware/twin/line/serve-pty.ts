import type { Port } from '../../../hal/port.ts'
import type { LineEnd, PacedLine } from './paced-line.ts'

/** What serving needs of a pseudo-terminal; `hal/linux` opens real ones. */
interface PtyEnd {
  readonly port: Port
  hangup(): void
}

/** How a line is served on a pseudo-terminal. */
export interface ServePtyOptions {
  line: PacedLine
  /** Where programs find the line; it goes and comes back with the plug. */
  link: string
  /** `openPty` of `hal/linux`. */
  openPty: (with_: { link: string }) => Promise<PtyEnd>
  /** The line could not be plugged in again: somebody put something else in the place of the link. */
  onError: (error: unknown) => void
}

/** A line that is being served. */
export interface ServedLine {
  /** Hangs up and removes the link; the device itself runs on. */
  close(): void
}

const join = (line: PacedLine, pty: PtyEnd): LineEnd | undefined => {
  const end = line.attach({ onBytes: (bytes) => pty.port.write(bytes, () => undefined), onUnplugged: pty.hangup })
  if (typeof end === 'string') return undefined
  pty.port.onData((bytes) => end.send(bytes.slice()))
  return end
}

/**
 * Serves a line on a pseudo-terminal with a symbolic link. Pulling the plug hangs up and removes the link, plugging in
 * again makes a new pseudo-terminal at the same link. Rejects when the first one cannot be made.
 */
export const servePty = async ({ line, link, openPty, onError }: ServePtyOptions): Promise<ServedLine> => {
  let leave = (): void => undefined
  let isClosed = false
  const plugIn = async (): Promise<void> => {
    const pty = await openPty({ link })
    const end = isClosed ? undefined : join(line, pty)
    if (!end) pty.hangup()
    leave = () => {
      end?.detach()
      pty.hangup()
    }
  }
  const ignorePlug = line.onPlug((isPlugged) => {
    if (isPlugged) plugIn().catch(onError)
  })
  if (line.isPlugged()) await plugIn()
  return {
    close: () => {
      isClosed = true
      ignorePlug()
      leave()
    },
  }
}
