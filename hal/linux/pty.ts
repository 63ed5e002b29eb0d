import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { ReadStream } from 'node:tty'
import type { Port } from '../port.ts'
import { TerminalError } from '../terminal-error.ts'
import { type Libc, loadLibc } from './libc.ts'
import { placeLink, removeLink } from './link-file.ts'

/** A pseudo-terminal that this process serves: a virtual device's end of a serial line. */
export interface Pty {
  /** The other side, for a program that opens serial lines. */
  readonly path: string
  /**
   * The device's end. A write is done when it is on its way; while nobody has opened `path`, or a client does not read,
   * bytes are lost and counted, as on a line. It closes only by `close` or `hangup`.
   */
  readonly port: Port
  /** Bytes that no client was there to take. */
  droppedBytes(): number
  hasClient(): boolean
  /** Hears of each client that comes, and that it left. One handler. */
  onClient(handler: (isThere: boolean) => void): void
  /** Calls once when a client has taken all that was written, or it is lost. */
  whenTaken(done: () => void): void
  /** Pulls the plug: the client sees its line fail, the link goes. A later `openPty` with the same link plugs it in again. */
  hangup(): void
}

/** How soon a client that opens the line is noticed; the kernel offers no event for it. */
const CLIENT_POLL_MS = 20
/** How soon a full line is tried again. */
const DRAIN_POLL_MS = 5
/** What waits for a client that reads too slowly, beside the 20 kB that the kernel holds. */
const MAX_BACKLOG_BYTES = 16_384

const isPseudoTerminal = (target: string): boolean => /^\/dev\/pts\/\d+$/.test(target)

const withSlave = (path: string, use: (fd: number) => void): void => {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  try {
    use(fd)
  } finally {
    closeSync(fd)
  }
}

/**
 * The other side is not held open here: the kernel then tells by a hang-up that the client left, and what that client
 * did not read is thrown away, so that the next one does not begin with a stale backlog.
 */
class PtyMaster implements Port {
  readonly #libc: Libc
  readonly #fd: number
  readonly #path: string
  #session: ReadStream | undefined
  #timer: NodeJS.Timeout | undefined
  #drainTimer: NodeJS.Timeout | undefined
  #backlog: Buffer = Buffer.alloc(0)
  #isClosed = false
  #onData: (bytes: Uint8Array) => void = () => undefined
  #onClose: (cause?: Error) => void = () => undefined
  #onClient: (isThere: boolean) => void = () => undefined
  #waitingForTaken: (() => void)[] = []
  droppedBytes = 0

  constructor(libc: Libc, fd: number, path: string) {
    this.#libc = libc
    this.#fd = fd
    this.#path = path
    withSlave(path, (slaveFd) => libc.makeRaw(slaveFd))
    this.#waitForClient()
  }

  hasClient(): boolean {
    return this.#session !== undefined
  }

  write(bytes: Uint8Array, done: (error?: Error) => void): void {
    if (this.#isClosed) {
      done(new TerminalError({ code: 'port-closed', device: this.#path, retry: 'never', message: 'hung up' }))
      return
    }
    const room = MAX_BACKLOG_BYTES - this.#backlog.length
    const taken = this.hasClient() ? bytes.subarray(0, room) : bytes.subarray(0, 0)
    this.droppedBytes += bytes.length - taken.length
    this.#backlog = Buffer.concat([this.#backlog, taken])
    if (this.#drainTimer === undefined) this.#drain()
    done()
  }

  onData(handler: (bytes: Uint8Array) => void): void {
    this.#onData = handler
  }

  onClose(handler: (cause?: Error) => void): void {
    this.#onClose = handler
  }

  onClient(handler: (isThere: boolean) => void): void {
    this.#onClient = handler
  }

  whenTaken(done: () => void): void {
    if (this.#backlog.length === 0) done()
    else this.#waitingForTaken.push(done)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#loseBacklog()
    clearTimeout(this.#timer)
    clearTimeout(this.#drainTimer)
    this.#session?.destroy()
    this.#libc.close(this.#fd)
    this.#onClose()
  }

  #waitForClient(): void {
    const { canRead, isHungUp } = this.#libc.pollNow(this.#fd)
    if (canRead || !isHungUp) this.#beginSession()
    else this.#timer = setTimeout(() => this.#waitForClient(), CLIENT_POLL_MS)
  }

  #beginSession(): void {
    const session = new ReadStream(this.#libc.duplicate(this.#fd))
    this.#session = session
    session.on('data', (bytes: Buffer) => this.#onData(bytes))
    // EIO is how the master side learns that its last client left.
    session.on('error', () => session.destroy())
    session.on('close', () => this.#endSession())
    this.#onClient(true)
  }

  #endSession(): void {
    this.#session = undefined
    if (this.#isClosed) return
    this.#loseBacklog()
    this.#forgetUnread()
    this.#onClient(false)
    this.#waitForClient()
  }

  #forgetUnread(): void {
    try {
      withSlave(this.#path, (slaveFd) => this.#libc.flush(slaveFd))
    } catch {
      // Somebody took our right to the other side away: the next client then begins with a stale backlog, no more.
    }
  }

  #drain(): void {
    this.#drainTimer = undefined
    try {
      while (this.#backlog.length > 0) {
        const written = writeSync(this.#fd, this.#backlog)
        this.#backlog = this.#backlog.subarray(written)
      }
      this.#tellTaken()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.#loseBacklog()
      else this.#drainTimer = setTimeout(() => this.#drain(), DRAIN_POLL_MS)
    }
  }

  #loseBacklog(): void {
    this.droppedBytes += this.#backlog.length
    this.#backlog = Buffer.alloc(0)
    this.#tellTaken()
  }

  #tellTaken(): void {
    for (const done of this.#waitingForTaken.splice(0)) done()
  }
}

/**
 * Opens a pseudo-terminal in raw mode without echo, and a symbolic link to it when `link` is given. Rejects with
 * `port-busy` when something else than an earlier link of this kind stands there, `port-denied`, or `port-failed` when the kernel has no more.
 */
export const openPty = async ({ link }: { link?: string } = {}): Promise<Pty> => {
  const libc = await loadLibc()
  const { fd, path } = libc.openMaster()
  const master = new PtyMaster(libc, fd, path)
  const linkPath = link === undefined ? undefined : resolve(link)
  const hangup = (): void => {
    if (linkPath !== undefined) removeLink(linkPath, path)
    master.close()
  }
  try {
    if (linkPath !== undefined) placeLink(linkPath, path, isPseudoTerminal)
  } catch (error) {
    master.close()
    throw error
  }
  const port: Port = {
    write: (bytes, done) => master.write(bytes, done),
    onData: (handler) => master.onData(handler),
    onClose: (handler) => master.onClose(handler),
    close: hangup,
  }
  return {
    path,
    port,
    hangup,
    droppedBytes: () => master.droppedBytes,
    hasClient: () => master.hasClient(),
    onClient: (handler) => master.onClient(handler),
    whenTaken: (done) => master.whenTaken(done),
  }
}
