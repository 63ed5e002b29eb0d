import type { Cancel, Clock } from '../../../hal/clock.ts'
import { type MonotonicMs, monotonicMs } from '../../../hal/units.ts'
import { type CommandHandler, noAnswer, refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'

interface MuteTestOptions {
  clock: Clock
  /** How long one edge permits, ms. */
  edgeHoldsMs: number
  terminals: readonly { readonly name: string; isPermitted(): boolean; isModemAlive(): boolean }[]
  /** Called at once when the test begins and ends: everything is judged anew. */
  onChange(): void
}

/** Chosen: three times what a modem has to obey, and short enough that people on the train lose nothing but a moment. */
const TEST_MS = 1_500

type Tested = Awaited<ReturnType<CommandHandler<'mute.test'>>>
type Terminals = CommandReply<'mute.test'>['terminals']

/** Drops the permit of every terminal for a moment, and measures what stops. It ends by itself; whatever ends this process ends it too. */
export class MuteTest {
  readonly #options: MuteTestOptions
  #running: { by: string; cancel: Cancel; resolve: (tested: Tested) => void } | undefined
  #lastEdgeMs: MonotonicMs = monotonicMs(Number.NEGATIVE_INFINITY)
  #edges = 0

  constructor(options: MuteTestOptions) {
    this.#options = options
  }

  /** Who tests now. */
  by(): string | undefined {
    return this.#running?.by
  }

  /** An edge of the permit line was made. */
  onEdge(): void {
    this.#lastEdgeMs = this.#options.clock.nowMs()
    if (this.#running) this.#edges += 1
  }

  /** Refused while nothing may transmit: then there is nothing to be seen. */
  run(by: string): Promise<Tested> | Tested {
    const { clock, terminals, onChange } = this.#options
    if (this.#running) return refuse(`${this.#running.by} tests just now`)
    const before = new Set(terminals.filter((one) => one.isPermitted()).map(({ name }) => name))
    if (before.size === 0) return refuse('nothing may transmit now, so there is nothing to mute')
    const beganMs = clock.nowMs()
    this.#edges = 0
    return new Promise((resolve) => {
      const cancel = clock.after(TEST_MS, () => this.#end(beganMs, seen))
      this.#running = { by, cancel, resolve }
      onChange()
      const seen = this.#seen(before, beganMs)
    })
  }

  close(): void {
    const running = this.#running
    this.#running = undefined
    running?.cancel()
    running?.resolve(noAnswer('failed', 'the interlock is being closed: everything is muted'))
  }

  #seen(before: ReadonlySet<string>, beganMs: MonotonicMs): Terminals {
    const withdrawnAfterMs = this.#options.clock.nowMs() - beganMs
    return Object.fromEntries(
      this.#options.terminals.map((one) => [
        one.name,
        {
          wasPermitted: before.has(one.name),
          ...(!one.isPermitted() && { withdrawnAfterMs }),
          isModemAlive: one.isModemAlive(),
        },
      ]),
    )
  }

  #end(beganMs: MonotonicMs, terminals: Terminals): void {
    const { clock, edgeHoldsMs, onChange } = this.#options
    const running = this.#running
    this.#running = undefined
    const reply = {
      heldMs: clock.nowMs() - beganMs,
      edgeHoldsMs,
      edges: this.#edges,
      lineMutedAfterMs: Math.max(0, this.#lastEdgeMs + edgeHoldsMs - beganMs),
      terminals,
    }
    onChange()
    running?.resolve({ ok: true, reply })
  }
}
