import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { DeskLines } from '../../../hal/desk/bench.ts'
import type { Level } from '../../../hal/gpio.ts'
import type { Random } from '../../../hal/random.ts'

/** What a virtual switch of radio cables is built from. */
export interface VirtualRfSwitchOptions {
  name: string
  clock: Clock
  random: Random
  faultAgeMs(fault: string): number | undefined
  /** Whether a transmitter's power is on the cable now: a contact that opens then has been burnt. */
  isRfOn?(): boolean
}

/** A relay's end of its wires, and where its contact is. */
export interface VirtualRfSwitch extends DeskLines {
  /** Which branch the common port is joined to; undefined while the contact is on its way. */
  contact(): 1 | 2 | undefined
  /** How often it was moved, and how often with power on the cable. */
  moves(): { all: number; hot: number }
  stop(): void
}

const TO_1 = 'rf-switch-to-1'
const TO_2 = 'rf-switch-to-2'
const AT_1 = 'rf-switch-at-1'
const AT_2 = 'rf-switch-at-2'

// Chosen within data sheets of coaxial relays: the armature leaves after 4 to 6 ms and lands 12 to 16 ms later.
const LEAVES_MS = { min: 4, max: 6 }
const TRAVELS_MS = { min: 12, max: 16 }
/** The tell-tale's contact bounces on landing: open and closed again. */
const BOUNCES_AT_MS = [0.8, 1.6, 2.1, 2.6] as const

type Wanted = (levels: ReadonlyMap<string, Level>) => 1 | 2 | undefined

/** Undefined: nothing pulls. Both coils at once hold each other. */
const latching: Wanted = (levels) => {
  const [to1, to2] = [levels.get(TO_1) === 1, levels.get(TO_2) === 1]
  if (to1 === to2) return undefined
  return to1 ? 1 : 2
}
/** A spring pulls where the coil does not. */
const failsafe: Wanted = (levels) => (levels.get(TO_2) === 1 ? 2 : 1)

const within = (chance: Random, { min, max }: { min: number; max: number }): number => min + (max - min) * chance.next()

/** What stands at the wires of a relay's tell-tales: told when it changes, dead while `isBlind`. */
class TellTales {
  readonly #levels = new Map<string, Level>([
    [AT_1, 1],
    [AT_2, 0],
  ])
  readonly #told = new Map(this.#levels)
  readonly #handlers: ((line: string, level: Level) => void)[] = []
  readonly #isBlind: () => boolean

  constructor(isBlind: () => boolean) {
    this.#isBlind = isBlind
  }

  onChange(handler: (line: string, level: Level) => void): void {
    this.#handlers.push(handler)
  }

  seen(line: string): Level | undefined {
    return this.#levels.has(line) && this.#isBlind() ? 0 : this.#levels.get(line)
  }

  set(line: string, level: Level): void {
    this.#levels.set(line, level)
    const now = this.seen(line) ?? 0
    if (this.#told.get(line) === now) return
    this.#told.set(line, now)
    for (const handler of this.#handlers) handler(line, now)
  }
}

/**
 * A relay that breaks before it makes, in some 20 ms. Faults: `NAME-stuck` (its armature does not move), `NAME-blind` (its tell-tales are dead:
 * they read 0 wherever the contact is).
 */
class Relay {
  readonly #options: VirtualRfSwitchOptions
  readonly #wanted: Wanted
  readonly #chance: Random
  readonly #coils: Map<string, Level>
  readonly #tellTales: TellTales
  readonly #timers = new Set<Cancel>()
  readonly #counts = { all: 0, hot: 0 }
  #contact: 1 | 2 | undefined = 1
  #heading: 1 | 2 = 1

  constructor(options: VirtualRfSwitchOptions, wanted: Wanted, coils: readonly string[]) {
    this.#options = options
    this.#wanted = wanted
    this.#chance = options.random.fork('relay')
    this.#coils = new Map(coils.map((line) => [line, 0]))
    this.#tellTales = new TellTales(() => this.#has('blind'))
  }

  wires(): VirtualRfSwitch {
    return {
      lines: [...this.#coils.keys(), AT_1, AT_2],
      readInput: (line) => this.#tellTales.seen(line),
      onInputChange: (handler) => this.#tellTales.onChange(handler),
      writeOutput: (line, level) => {
        if (!this.#coils.has(line)) return
        this.#coils.set(line, level)
        this.#pull()
      },
      contact: () => this.#contact,
      moves: () => ({ ...this.#counts }),
      stop: () => {
        for (const cancel of this.#timers) cancel()
        this.#timers.clear()
      },
    }
  }

  #pull(): void {
    const to = this.#wanted(this.#coils)
    if (to === undefined || to === this.#heading || this.#has('stuck')) return
    this.#heading = to
    this.#after(within(this.#chance, LEAVES_MS), () => {
      if (this.#wanted(this.#coils) !== to) {
        this.#heading = this.#contact ?? to
        return
      }
      this.#open()
      this.#after(within(this.#chance, TRAVELS_MS), () => this.#land(to))
    })
  }

  #open(): void {
    this.#counts.all++
    if (this.#options.isRfOn?.()) this.#counts.hot++
    this.#contact = undefined
    this.#tellTales.set(AT_1, 0)
    this.#tellTales.set(AT_2, 0)
  }

  #land(at: 1 | 2): void {
    this.#contact = at
    const line = at === 1 ? AT_1 : AT_2
    this.#tellTales.set(line, 1)
    BOUNCES_AT_MS.forEach((atMs, index) => {
      this.#after(atMs, () => {
        if (this.#contact === at) this.#tellTales.set(line, index % 2 === 0 ? 0 : 1)
      })
    })
  }

  #has(fault: 'stuck' | 'blind'): boolean {
    return this.#options.faultAgeMs(`${this.#options.name}-${fault}`) !== undefined
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }
}

/** The virtual switch of each driver, by the driver's name. */
export const virtualRfSwitches: Readonly<Record<string, (options: VirtualRfSwitchOptions) => VirtualRfSwitch>> = {
  'coax-failsafe': (options) => new Relay(options, failsafe, [TO_2]).wires(),
  'coax-latching': (options) => new Relay(options, latching, [TO_1, TO_2]).wires(),
}
