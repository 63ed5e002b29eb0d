import type { Clock } from '../../hal/clock.ts'
import type { FileTransfers } from '../../hal/file-transfer.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { Bus } from '../bus/bus.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { type BaudState, planBaud } from './baud-cycle.ts'
import { ConfigInForce } from './config-in-force.ts'
import type { Gate } from './gate.ts'
import { ConsoleSession } from './session.ts'
import { commands } from './table.ts'
import { ConsoleTerminal } from './terminal.ts'

/** A port that technicians come by. */
export interface ConsolePort {
  name: string
  link: SerialLink
  baudRate: BaudState['baudRate']
}

interface ConsoleDeps {
  clock: Clock
  bus: Bus
  config: TrainConfig
  ports: readonly ConsolePort[]
  /** Who may come in by a port. */
  gateOf(port: string): Gate
  transfers?: FileTransfers
  /** Our version, as people are told it. */
  release: string
}

const HEALTH_EVERY_MS = 2_000

/** One port with its session. */
class Door {
  readonly name: string
  readonly #port: ConsolePort
  readonly #clock: Clock
  readonly #terminal: ConsoleTerminal
  readonly #session: ConsoleSession
  #baud: BaudState
  #unreadableBefore = 0
  readonly #running: Promise<void>

  constructor(port: ConsolePort, deps: ConsoleDeps, inForce: ConfigInForce) {
    const { link } = port
    this.name = port.name
    this.#port = port
    this.#clock = deps.clock
    this.#baud = { baudRate: port.baudRate, unreadableBytes: 0 }
    this.#terminal = new ConsoleTerminal(link)
    this.#terminal.baudRate = port.baudRate
    this.#session = new ConsoleSession({
      ...deps,
      get config() {
        return inForce.config
      },
      gate: deps.gateOf(port.name),
      table: commands,
      terminal: this.#terminal,
      greeting: `Steppelink ${deps.release}, train ${deps.config.train.id}`,
      idleLockMs: (deps.config.console?.idleLockS ?? 120) * 1_000,
    })
    this.#session.onBreak(() => this.#pace({ isBreak: true, hasEnter: false }))
    link.onData((bytes) => this.#take(bytes))
    this.#running = this.#session.run()
    link.onState((state) => this.#hear(state))
  }

  counters() {
    const { rxBytes, reconnects } = this.#port.link.counters()
    return {
      rxBytes,
      rxFrames: 0,
      rxDiscardedBytes: this.#terminal.discardedBytes(),
      checksumErrors: 0,
      timeouts: 0,
      reconnects,
    }
  }

  async close(): Promise<void> {
    this.#session.close()
    await this.#running
    await this.#port.link.close()
  }

  #hear(state: 'open' | 'closed'): void {
    // Whoever comes next is told the usual pace by the manual.
    if (state === 'closed') this.#paceAt({ baudRate: this.#port.baudRate, unreadableBytes: 0 })
    this.#session.lock(state === 'closed' ? 'hang-up' : 'plugged-in')
  }

  #take(bytes: Uint8Array): void {
    this.#terminal.take(bytes)
    if (!this.#session.isLoggedIn()) this.#pace({ isBreak: false, hasEnter: bytes.includes(0x0d) })
  }

  /** Only where nobody is in: to whom somebody is typing, noise is noise. A line without a pace of its own stays as it is. */
  #pace({ isBreak, hasEnter }: { isBreak: boolean; hasEnter: boolean }): void {
    const discarded = this.#terminal.discardedBytes()
    const unreadableBytes = discarded - this.#unreadableBefore
    this.#unreadableBefore = discarded
    const next = planBaud(this.#baud, { isBreak, hasEnter, unreadableBytes }, this.#clock.nowMs())
    this.#paceAt(next)
  }

  #paceAt(next: BaudState): void {
    const isOther = next.baudRate !== this.#baud.baudRate
    this.#baud = next
    const { link } = this.#port
    if (!isOther || !link.setBaudRate) return
    this.#terminal.baudRate = next.baudRate
    const greet = (): void => this.#session.lock('break')
    link.setBaudRate(next.baudRate).then(greet, greet)
  }
}

/** Serves field technicians over the train's console ports, each with a session of its own. */
export const startConsole = (deps: ConsoleDeps): { close(): Promise<void> } => {
  const { bus, clock } = deps
  const inForce = new ConfigInForce(deps)
  const doors = deps.ports.map((port) => new Door(port, deps, inForce))
  const sinceMs = clock.nowMs()
  const endHealth = clock.every(HEALTH_EVERY_MS, () =>
    bus.publish('console.health', {
      atMs: clock.nowMs(),
      sinceMs,
      devices: Object.fromEntries(doors.map((door) => [door.name, door.counters()])),
    }),
  )
  return {
    close: async () => {
      endHealth()
      await Promise.all(doors.map((door) => door.close()))
      inForce.close()
    },
  }
}
