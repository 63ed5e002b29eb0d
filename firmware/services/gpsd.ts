import type { ListenTcp, TcpClient, TcpServer } from '../../hal/tcp-server.ts'
import { GpsdReports } from './gpsd/reports.ts'
import { type GpsdOutput, GpsdSession } from './gpsd/session.ts'
import type { Service, ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'

interface GpsdDeps extends ServiceContext {
  listen: ListenTcp
  /** Where clients connect. */
  host: string
  port: number
  /** Our version, as clients are told it. */
  release: string
}

// chosen: as many as gpsd itself takes
const MAX_CLIENTS = 64
/** Minutes of reports; the kernel holds more before a byte waits here. */
const MAX_UNREAD_BYTES = 262_144
/** A client that watches nothing and asks nothing for this long is hung up on, as gpsd does. */
const IDLE_LIMIT_MS = 900_000
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

/** Says, now and then, that clients were turned away: never once a client. */
const lossTeller = (deps: GpsdDeps, server: TcpServer, clients: Clients): (() => void) => {
  const tell = tellAs('gpsd', deps)
  let told = 0
  let toldAtMs = Number.NEGATIVE_INFINITY
  return () => {
    const { refused, dropped } = server.counters()
    const lost = refused + dropped + clients.hungUpOn()
    if (lost === told || deps.clock.nowMs() - toldAtMs < TELL_AT_MOST_EVERY_MS) return
    tell({
      subject: 'clients',
      severity: 'warning',
      text: `${lost - told} hung up on`,
      reasons: [
        `since the start: ${refused} were too many, ${dropped} did not read, ${clients.hungUpOn()} fell silent or sent too much`,
      ],
    })
    told = lost
    toldAtMs = deps.clock.nowMs()
  }
}

/**
 * Serves what the train knows of itself in gpsd's protocol (gpsd_json(5)) to any gpsd client. It reads the bus and
 * nothing else; no client can make it wait. Rejects with TerminalError when it cannot listen.
 */
export const startGpsd = async (deps: GpsdDeps): Promise<Service> => {
  const { clock, bus, listen, host, port } = deps
  const reports = new GpsdReports(deps.release, () => clock.nowMs())
  const clients = new Clients(deps, reports)
  const limits = { maxClients: MAX_CLIENTS, maxUnreadBytes: MAX_UNREAD_BYTES }
  const server = await listen({ host, port, ...limits }, clients.accept)
  const tellLosses = lossTeller(deps, server, clients)
  const tell = tellAs('gpsd', deps)
  tell({ subject: 'clients', text: `served at ${host}:${server.port}` })
  const ends = [
    bus.subscribe('fix', (fix) => reports.onFix(fix)),
    bus.subscribe('receivers', (receivers) => reports.onReceivers(receivers)),
    bus.subscribe('sky', (sky) => clients.tell(reports.onSky(sky))),
    bus.subscribe('navigation', (navigation) => {
      reports.onNavigation(navigation)
      if (clients.isAnyWatching()) clients.tell(reports.position())
    }),
    clock.every(LOOK_EVERY_MS, () => {
      if (reports.isSilent()) clients.tell(reports.position())
      clients.hangUpOnIdle()
      tellLosses()
    }),
    clock.every(HEALTH_EVERY_MS, () =>
      bus.publish('gpsd.health', { atMs: clock.nowMs(), devices: {}, clients: server.counters() }),
    ),
  ]
  return {
    close: () => {
      for (const end of ends) end()
      return server.close()
    },
  }
}
