import type { ListenTcp, TcpClient, TcpServer, TcpServerCounters } from '../../hal/tcp-server.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { GpsdReports } from './gpsd/reports.ts'
import { type GpsdOutput, GpsdSession } from './gpsd/session.ts'
import type { Service, ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'

interface GpsdDeps extends ServiceContext {
  listen: ListenTcp
  /** Where clients connect. */
  host: string
  port: number
  /** Our version, as clients are told it. */
  release: string
  /** A port that is in use is waited for, and not an error. */
  isPatient: boolean
}

// chosen: as many as gpsd itself takes
const MAX_CLIENTS = 64
/** Minutes of reports; the kernel holds more before a byte waits here. */
const MAX_UNREAD_BYTES = 262_144
/** A client that watches nothing and asks nothing for this long is hung up on, as gpsd does. */
const IDLE_LIMIT_MS = 900_000
/** Five positions a second are what clients are used to; navigation may speak oftener. */
const BETWEEN_POSITIONS_MS = 180
const LISTEN_AGAIN_EVERY_MS = 5_000
const LOOK_EVERY_MS = 1_000
const HEALTH_EVERY_MS = 2_000
/** Whoever connects again and again is told of once in this time. */
const TELL_AT_MOST_EVERY_MS = 10_000

/** The clients and what each hears. */
class Clients {
  readonly #sessions = new Map<TcpClient, GpsdSession>()
  readonly #deps: GpsdDeps
  readonly #reports: GpsdReports
  #hungUpOn = 0

  constructor(deps: GpsdDeps, reports: GpsdReports) {
    this.#deps = deps
    this.#reports = reports
  }

  readonly accept = (client: TcpClient): void => {
    const session = new GpsdSession(this.#reports, this.#deps.clock.nowMs())
    this.#sessions.set(client, session)
    client.onClose(() => this.#sessions.delete(client))
    client.onData((bytes) => {
      if (!this.#sessions.has(client)) return
      const { answers, isOver } = session.onData(bytes, this.#deps.clock.nowMs())
      if (answers.length > 0) client.send(lines(answers))
      if (isOver) this.#hangUp(client)
    })
    client.send(lines([this.#reports.version()]))
  }

  isAnyWatching(): boolean {
    for (const session of this.#sessions.values()) if (session.isWatching()) return true
    return false
  }

  tell(outputs: readonly GpsdOutput[]): void {
    for (const [client, session] of this.#sessions) {
      const wanted = outputs.filter((output) => session.wants(output)).map(({ text }) => text)
      if (wanted.length > 0) client.send(lines(wanted))
    }
  }

  hangUpOnIdle(): void {
    const idleSinceMs = this.#deps.clock.nowMs() - IDLE_LIMIT_MS
    for (const [client, session] of this.#sessions)
      if (!session.isWatching() && session.heardAtMs() < idleSinceMs) this.#hangUp(client)
  }

  /** How many were hung up on for what they sent, or did not. */
  hungUpOn(): number {
    return this.#hungUpOn
  }

  #hangUp(client: TcpClient): void {
    this.#hungUpOn++
    this.#sessions.delete(client)
    client.close()
  }
}

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\r\n`).join('')

/** The server, once it could listen. */
class Door {
  readonly #deps: GpsdDeps
  readonly #clients: Clients
  readonly #tell: Tell
  #server: TcpServer | undefined
  #isClosed = false
  #endWait = (): void => undefined

  constructor(deps: GpsdDeps, clients: Clients, tell: Tell) {
    this.#deps = deps
    this.#clients = clients
    this.#tell = tell
  }

  /** Rejects with TerminalError when it cannot listen and is not to wait. */
  async open(): Promise<void> {
    try {
      await this.#listen()
    } catch (error) {
      if (!this.#deps.isPatient || !(error instanceof TerminalError)) throw error
      const reasons = [`it is tried every ${LISTEN_AGAIN_EVERY_MS / 1_000} s`]
      this.#tell({ subject: 'clients', severity: 'warning', text: error.message, reasons })
      this.#waitAndListen()
    }
  }

  counters(): TcpServerCounters {
    return this.#server?.counters() ?? { clients: 0, accepted: 0, refused: 0, dropped: 0, rests: 0 }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#endWait()
    await this.#server?.close()
  }

  async #listen(): Promise<void> {
    const { host, port } = this.#deps
    const limits = { maxClients: MAX_CLIENTS, maxUnreadBytes: MAX_UNREAD_BYTES }
    this.#server = await this.#deps.listen({ host, port, ...limits }, this.#clients.accept)
    if (this.#isClosed) await this.#server.close()
    else this.#tell({ subject: 'clients', text: `served at ${host}:${this.#server.port}` })
  }

  #waitAndListen(): void {
    this.#endWait = this.#deps.clock.after(LISTEN_AGAIN_EVERY_MS, () => {
      this.#listen().catch(() => {
        if (!this.#isClosed) this.#waitAndListen()
      })
    })
  }
}

/** Says, now and then, that clients were turned away: never once a client. */
const lossTeller = (deps: GpsdDeps, door: Door, tell: Tell): ((hungUpOn: number) => void) => {
  let told = 0
  let toldAtMs = Number.NEGATIVE_INFINITY
  return (hungUpOn) => {
    const { refused, dropped, rests } = door.counters()
    const lost = refused + dropped + hungUpOn + rests
    if (lost === told || deps.clock.nowMs() - toldAtMs < TELL_AT_MOST_EVERY_MS) return
    const reasons = [
      `since the start: ${refused} were too many, ${dropped} did not read, ${hungUpOn} fell silent or sent too much`,
      ...(rests > 0 ? [`${rests} times nobody was listened to: no file descriptor was free`] : []),
    ]
    tell({ subject: 'clients', severity: 'warning', text: `${lost - told} hung up on or turned away`, reasons })
    told = lost
    toldAtMs = deps.clock.nowMs()
  }
}

/**
 * Serves what the train knows of itself in gpsd's protocol (gpsd_json(5)) to any gpsd client. It reads the bus and
 * nothing else; no client can make it wait. Rejects with TerminalError when it cannot listen and is not to wait.
 */
export const startGpsd = async (deps: GpsdDeps): Promise<Service> => {
  const { clock, bus } = deps
  const tell = tellAs('gpsd', deps)
  const reports = new GpsdReports(deps.release, () => clock.nowMs())
  const clients = new Clients(deps, reports)
  const door = new Door(deps, clients, tell)
  await door.open()
  const tellLosses = lossTeller(deps, door, tell)
  const sinceMs = clock.nowMs()
  let toldAtMs = Number.NEGATIVE_INFINITY
  const ends = [
    bus.subscribe('fix', (fix) => reports.onFix(fix)),
    bus.subscribe('receivers', (receivers) => reports.onReceivers(receivers)),
    bus.subscribe('sky', (sky) => clients.tell(reports.onSky(sky))),
    bus.subscribe('navigation', (navigation) => {
      reports.onNavigation(navigation)
      if (clock.nowMs() - toldAtMs < BETWEEN_POSITIONS_MS || !clients.isAnyWatching()) return
      toldAtMs = clock.nowMs()
      clients.tell(reports.position())
    }),
    clock.every(LOOK_EVERY_MS, () => {
      if (reports.isSilent()) clients.tell(reports.position())
      clients.hangUpOnIdle()
      tellLosses(clients.hungUpOn())
    }),
    clock.every(HEALTH_EVERY_MS, () =>
      bus.publish('gpsd.health', { atMs: clock.nowMs(), sinceMs, devices: {}, clients: door.counters() }),
    ),
  ]
  return {
    close: () => {
      for (const end of ends) end()
      return door.close()
    },
  }
}
