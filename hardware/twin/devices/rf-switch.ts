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

/**
 * A relay that breaks before it makes, in some 20 ms. Faults: `NAME-stuck` (its armature does not move), `NAME-blind` (its tell-tales are dead:
 * they read 0 wherever the contact is).
 */
const virtualRelay =
  (wanted: Wanted, hasFirstCoil: boolean) =>
  (options: VirtualRfSwitchOptions): VirtualRfSwitch => {
    const { name, clock, random, faultAgeMs, isRfOn = () => false } = options
    const chance = random.fork('relay')
    const coils = new Map<string, Level>([...(hasFirstCoil ? [TO_1] : []), TO_2].map((line) => [line, 0]))
    const levels = new Map<string, Level>([
      [AT_1, 1],
      [AT_2, 0],
    ])
    const told = new Map(levels)
    const handlers: ((line: string, level: Level) => void)[] = []
    const timers = new Set<Cancel>()
    const counts = { all: 0, hot: 0 }
    let contact: 1 | 2 | undefined = 1
    let heading: 1 | 2 = 1

    const after = (delayMs: number, run: () => void): void => {
      const cancel = clock.after(delayMs, () => {
        timers.delete(cancel)
        run()
      })
      timers.add(cancel)
    }
    const seen = (line: string): Level | undefined =>
      levels.has(line) && faultAgeMs(`${name}-blind`) !== undefined ? 0 : levels.get(line)
    const tell = (line: string, level: Level): void => {
      levels.set(line, level)
      const now = seen(line) ?? 0
      if (told.get(line) === now) return
      told.set(line, now)
      for (const handler of handlers) handler(line, now)
    }
    const open = (): void => {
      counts.all++
      if (isRfOn()) counts.hot++
      contact = undefined
      tell(AT_1, 0)
      tell(AT_2, 0)
    }
    const land = (at: 1 | 2): void => {
      contact = at
      const line = at === 1 ? AT_1 : AT_2
      tell(line, 1)
      BOUNCES_AT_MS.forEach((atMs, index) => {
        after(atMs, () => {
          if (contact === at) tell(line, index % 2 === 0 ? 0 : 1)
        })
      })
    }
    const move = (to: 1 | 2): void => {
      heading = to
      after(within(chance, LEAVES_MS), () => {
        if (wanted(coils) !== to) {
          heading = contact ?? to
          return
        }
        open()
        after(within(chance, TRAVELS_MS), () => land(to))
      })
    }
    const pull = (): void => {
      const to = wanted(coils)
      if (to === undefined || to === heading || faultAgeMs(`${name}-stuck`) !== undefined) return
      move(to)
    }
    return {
      lines: [...coils.keys(), AT_1, AT_2],
      readInput: seen,
      onInputChange: (handler) => void handlers.push(handler),
      writeOutput: (line, level) => {
        if (!coils.has(line)) return
        coils.set(line, level)
        pull()
      },
      contact: () => contact,
      moves: () => ({ ...counts }),
      stop: () => {
        for (const cancel of timers) cancel()
        timers.clear()
      },
    }
  }

/** The virtual switch of each driver, by the driver's name. */
export const virtualRfSwitches: Readonly<Record<string, (options: VirtualRfSwitchOptions) => VirtualRfSwitch>> = {
  'coax-failsafe': virtualRelay(failsafe, false),
  'coax-latching': virtualRelay(latching, true),
}
