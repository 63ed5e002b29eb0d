import type { Cancel, Clock } from '../../hal/clock.ts'
import type { Gpio, InputLine } from '../../hal/gpio.ts'
import { type Coils, holdingCoil, pulsedCoils } from './coils.ts'
import type { RfPosition, RfSwitch, RfSwitchCounters, RfSwitchDescriptor, RfSwitchReport } from './rf-switch.ts'
import { type TellTales, watchTellTales } from './tell-tales.ts'

type Opening = Parameters<RfSwitchDescriptor['open']>[0]

interface Move {
  to: RfPosition
  tries: number
  cancel: Cancel
}

/** A relay's session: throws it in bounded tries, and says where it is. */
class CoaxRelay implements RfSwitch {
  readonly #clock: Clock
  readonly #timing: RfSwitchDescriptor['timing']
  readonly #counts = { throws: 0, retries: 0, failures: 0, strays: 0, lineErrors: 0 }
  #coils: Coils | undefined
  #tellTales: TellTales | undefined
  #move: Move | undefined
  #next: RfPosition | undefined
  #isStuck = false
  #isCoilLeftPowered = false
  /** Without tell-tales: where its last throw should have brought it. */
  #believed: RfPosition | undefined
  #last = ''
  #onReport: ((report: RfSwitchReport) => void) | undefined

  constructor(clock: Clock, timing: RfSwitchDescriptor['timing']) {
    this.#clock = clock
    this.#timing = timing
  }

  readonly countError = (): void => {
    this.#counts.lineErrors++
  }

  /** Reads before it powers anything: a coil that is held must go on being held. */
  async open(coils: RfSwitchDescriptor['coils'], { gpio, lines }: Opening): Promise<void> {
    const inputs = await openTellTales(gpio, lines)
    try {
      this.#tellTales = inputs && this.#watch(inputs)
      const onLeftPowered = (isPowered: boolean): void => {
        this.#isCoilLeftPowered = isPowered
        this.#tell()
      }
      const setup = { gpio, clock: this.#clock, lines, timing: this.#timing, onError: this.countError, onLeftPowered }
      this.#coils =
        coils === 'failsafe' ? await holdingCoil(setup, this.#tellTales?.position() ?? 1) : await pulsedCoils(setup)
      if (coils === 'failsafe' && !inputs) this.#believed = 1
    } catch (error) {
      for (const input of inputs ?? []) input.close()
      throw error
    }
  }

  throwTo(position: RfPosition): void {
    if (this.#move) {
      this.#next = position
      return
    }
    this.#counts.throws++
    this.#isStuck = false
    this.#try({ to: position, tries: 1, cancel: () => undefined })
    this.#tell()
  }

  report(): RfSwitchReport {
    this.#tellTales?.reread()
    return this.#present()
  }

  onReport(handler: (report: RfSwitchReport) => void): void {
    this.#onReport = handler
  }

  counters(): RfSwitchCounters {
    return { ...this.#counts }
  }

  async close(): Promise<void> {
    this.#onReport = undefined
    this.#move?.cancel()
    this.#coils?.close()
    this.#tellTales?.close()
  }

  #watch(inputs: readonly [InputLine, InputLine]): TellTales {
    return watchTellTales(inputs, {
      clock: this.#clock,
      debounceMs: this.#timing.debounceMs,
      onError: this.countError,
      onChange: () => {
        if (!this.#move && this.#tellTales?.position() === undefined) this.#counts.strays++
        this.#tell()
      },
    })
  }

  #try(move: Move): void {
    this.#believed = undefined
    this.#coils?.drive(move.to)
    this.#move = { ...move, cancel: this.#clock.after(this.#timing.switchesWithinMs, () => this.#look()) }
  }

  /** One try's time is over. */
  #look(): void {
    const move = this.#move
    if (!move) return
    this.#tellTales?.reread()
    const isThere = this.#tellTales === undefined || this.#tellTales.position() === move.to
    if (!isThere && move.tries < this.#timing.tries) {
      this.#counts.retries++
      this.#try({ ...move, tries: move.tries + 1 })
      return
    }
    this.#move = undefined
    if (isThere) this.#believed = move.to
    else this.#giveUp()
    const next = this.#next
    this.#next = undefined
    if (next !== undefined && next !== move.to) this.throwTo(next)
    else this.#tell()
  }

  /** A coil that went on pulling could free the contact while somebody transmits through it. */
  #giveUp(): void {
    this.#isStuck = true
    this.#counts.failures++
    const at = this.#tellTales?.position()
    if (at !== undefined) this.#coils?.drive(at)
  }

  #present(): RfSwitchReport {
    const isMoving = this.#move !== undefined
    const position = isMoving ? undefined : this.#tellTales ? this.#tellTales.position() : this.#believed
    return {
      atMs: this.#clock.nowMs(),
      ...(position !== undefined && { position }),
      isProven: position !== undefined && this.#tellTales !== undefined,
      isMoving,
      isStuck: this.#isStuck,
      ...(this.#isCoilLeftPowered && { isCoilLeftPowered: true }),
    }
  }

  #tell(): void {
    const report = this.#present()
    const words = JSON.stringify({ ...report, atMs: 0 })
    if (words === this.#last) return
    this.#last = words
    this.#onReport?.(report)
  }
}

const openTellTales = async (
  gpio: Gpio,
  { at1, at2 }: Opening['lines'],
): Promise<[InputLine, InputLine] | undefined> => {
  if (at1 === undefined || at2 === undefined) return undefined
  const first = await gpio.openInput(at1)
  try {
    return [first, await gpio.openInput(at2)]
  } catch (error) {
    first.close()
    throw error
  }
}

const coaxRelay = (
  name: string,
  coils: RfSwitchDescriptor['coils'],
  timing: RfSwitchDescriptor['timing'],
): RfSwitchDescriptor => ({
  name,
  manual: 'hardware/boards/README.md',
  maturity: 'twin',
  coils,
  timing,
  open: async (opening) => {
    const relay = new CoaxRelay(opening.clock, timing)
    await relay.open(coils, opening)
    return relay
  },
})

/** Coaxial relays of the usual makers move within 15 to 25 ms; the rest is for cold, and for contacts that bounce. */
const timing = { switchesWithinMs: 80, pulseMs: 50, debounceMs: 5, tries: 3 }

/** One coil: position 2 while it is powered, position 1 without power. */
export const coaxFailsafe: RfSwitchDescriptor = coaxRelay('coax-failsafe', 'failsafe', timing)

/** Two coils: a pulse on either moves it there, and it stays there without power. */
export const coaxLatching: RfSwitchDescriptor = coaxRelay('coax-latching', 'latching', timing)
