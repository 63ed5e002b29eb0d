import type { Clock } from '../clock.ts'
import type { OpenPort } from '../port.ts'
import type { Random } from '../random.ts'
import { reconnectingLink } from '../reconnecting-link.ts'
import { TerminalError, type TerminalErrorCode } from '../terminal-error.ts'
import { type DeskRequest, type DeskTelling, decodeLine, deskTelling, encodeLine, lineFramer } from './protocol.ts'

const ANSWER_TIMEOUT_MS = 3000

/** How the desk is reached and who asks. */
export interface DeskClientOptions {
  /** Opens the socket that the twin serves (`openUnixPort` of `hal/linux`). */
  open: OpenPort
  /** The process's name, as the desk's log and the fault injector know it. */
  client: string
  clock: Clock
  random: Random
}

/** Without its number, which the connection gives. */
export type NumberedRequest = Exclude<
  DeskRequest,
  { do: 'hello' | 'write' | 'close-input' | 'watch-traffic' | 'limit' }
>
type Unnumbered<Request> = Request extends NumberedRequest ? Omit<Request, 'id'> : never
export type AskedRequest = Unnumbered<NumberedRequest>

/** A client's line to the desk; it comes back by itself when the twin was restarted. */
export interface DeskConnection {
  /**
   * Resolves when the desk did it; waits for the desk to come back until its deadline of 3 s.
   * Rejects with the TerminalError code of the refusal, or `whenLost` when nobody answered.
   */
  ask(request: AskedRequest, whenLost: TerminalErrorCode): Promise<void>
  /** Sends at once, in order; throws `whenLost` while the desk is away. */
  tell(request: DeskRequest, whenLost: TerminalErrorCode): void
  close(): Promise<void>
}

/** What a connection reports to its owner. */
export interface DeskConnectionEvents {
  told(telling: DeskTelling): void
  /** The desk is there, again: what was opened has to be opened again. */
  up(): void
  /** The desk is away: what it told last may no longer be so. */
  down?(): void
}

interface Waiting {
  line: Buffer
  settle(error?: TerminalError): void
}

/** Connects to the desk and stays connected. */
export const deskConnection = (options: DeskClientOptions, events: DeskConnectionEvents): DeskConnection => {
  const { open, client, clock, random } = options
  const waiting = new Map<number, Waiting>()
  let isUp = false
  let nextId = 0
  let framer = lineFramer()
  const lost = (code: TerminalErrorCode): TerminalError =>
    new TerminalError({
      code,
      device: client,
      retry: 'backoff',
      message: 'the desk does not answer; is the twin running?',
    })
  const refused = ({ code, message }: { code: TerminalErrorCode; message: string }): TerminalError =>
    new TerminalError({ code, device: client, retry: code === 'gpio-missing' ? 'never' : 'backoff', message })

  const link = reconnectingLink({ name: client, open, clock, random })
  // A write that fails is followed by the close of its port, and the connection comes back; requests are sent again then.
  const send = (line: Buffer): void => void link.write(line).catch(() => undefined)
  const received = (telling: DeskTelling): void => {
    if (telling.tell === 'done') waiting.get(telling.id)?.settle()
    else if (telling.tell === 'refused') waiting.get(telling.id)?.settle(refused(telling))
    else events.told(telling)
  }
  link.onData((bytes) => {
    for (const line of framer.push(bytes)) {
      const telling = decodeLine(deskTelling, line)
      if (telling) received(telling)
    }
  })
  link.onState((state) => {
    isUp = state === 'open'
    if (!isUp) {
      events.down?.()
      return
    }
    framer = lineFramer()
    send(encodeLine({ do: 'hello', client }))
    for (const { line } of waiting.values()) send(line)
    events.up()
  })

  const ask = (request: AskedRequest, whenLost: TerminalErrorCode): Promise<void> =>
    new Promise((resolve, reject) => {
      const id = nextId++
      const settle = (error?: TerminalError): void => {
        waiting.delete(id)
        cancel()
        if (error) reject(error)
        else resolve()
      }
      const cancel = clock.after(ANSWER_TIMEOUT_MS, () => settle(lost(whenLost)))
      const line = encodeLine({ ...request, id })
      waiting.set(id, { line, settle })
      if (isUp) send(line)
    })
  return {
    ask,
    tell: (request, whenLost) => {
      if (!isUp) throw lost(whenLost)
      send(encodeLine(request))
    },
    close: async () => {
      for (const { settle } of [...waiting.values()]) settle(lost('port-closed'))
      await link.close()
    },
  }
}
