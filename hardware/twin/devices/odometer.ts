import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { DeskLines } from '../../../hal/desk/bench.ts'
import type { Level } from '../../../hal/gpio.ts'
import type { Random } from '../../../hal/random.ts'
import type { TrainTruth, World } from '../truth.ts'
import { adhesion } from './wheel-adhesion.ts'

/** What a virtual odometer is built from. */
export interface VirtualOdometerOptions {
  name: string
  world: World
  clock: Clock
  random: Random
  faultAgeMs(fault: string): number | undefined
  /** With wheels as the workshop turned them. */
  pulsesPerMetre: number
}

/** An odometer's end of its two wires, for the desk's GPIO; power on and off. */
export interface VirtualOdometer extends DeskLines {
  start(): void
  stop(): void
}

const LINE_A = 'odometer-a'
const LINE_B = 'odometer-b'
/** Between turnings a wheel loses up to 2 % of its diameter: the nominal one is in the middle. */
const MOST_WEAR = 0.01
/** Chosen: one pulse in 5,000 is lost, one edge in 50 bounces. */
const MISSED_SHARE = 0.0002
const BOUNCED_SHARE = 0.02
const BOUNCE_MS = 0.4
/** How often a train that stands or creeps is looked at. */
const LOOK_EVERY_MS = 500
const SOONEST_MS = 1

const isForward = ({ headingTrueDeg, courseTrueDeg }: TrainTruth): boolean =>
  Math.cos(((headingTrueDeg - courseTrueDeg) * Math.PI) / 180) >= 0

/** How far the wheel has turned, in metres of its nominal circumference; called in order of time. */
const wheel = ({ name, world, clock, random, faultAgeMs }: VirtualOdometerOptions) => {
  const scale = 1 + MOST_WEAR * (2 * random.next() - 1)
  const slide = adhesion({ name, random: random.fork('adhesion'), faultAgeMs })
  let turnedM = 0
  let last: { chainageM: number; speedMps: number; atMs: number } | undefined
  return () => {
    const train = world.train()
    const { chainageM, speedMps } = train
    const atMs = clock.nowMs()
    const stepS = last ? (atMs - last.atMs) / 1000 : 0
    const ratio =
      scale *
      (1 + slide({ stepS, nowMs: atMs, accelerationMps2: last && stepS > 0 ? (speedMps - last.speedMps) / stepS : 0 }))
    if (last) turnedM += Math.abs(chainageM - last.chainageM) * ratio
    last = { chainageM, speedMps, atMs }
    return { turnedM, turningMps: speedMps * ratio, isForward: isForward(train) }
  }
}

/** A contact that has just gone to a level opens and closes once more. */
const bouncing = (clock: Clock, drive: (level: Level) => void) => {
  const waiting = new Set<Cancel>()
  const later = (delayMs: number, to: Level): void => {
    const end = clock.after(delayMs, () => {
      waiting.delete(end)
      drive(to)
    })
    waiting.add(end)
  }
  return {
    bounce: (level: Level): void => {
      later(BOUNCE_MS, level === 1 ? 0 : 1)
      later(2 * BOUNCE_MS, level)
    },
    stop: (): void => {
      for (const end of waiting) end()
      waiting.clear()
    },
  }
}

/**
 * A two-channel pulse generator on an axle of the coach. The wheel is worn by up to 1 %, creeps and slides when the train brakes or
 * starts; contacts bounce, pulses are lost. Faults: `NAME-silent` (no edge comes), `NAME-slips` (the wheel slides for as long as it holds).
 */
export const virtualOdometer = (options: VirtualOdometerOptions): VirtualOdometer => {
  const { name, clock, random, faultAgeMs, pulsesPerMetre } = options
  const chance = random.fork('edges')
  const turn = wheel(options)
  const handlers: ((line: string, level: Level) => void)[] = []
  const levels = new Map<string, Level>([
    [LINE_A, 0],
    [LINE_B, 0],
  ])
  const halfPulseM = 1 / (2 * pulsesPerMetre)
  let edgesDone = 0
  let isMissed = false
  let cancel: Cancel = () => undefined

  const drive = (line: string, level: Level): void => {
    if (levels.get(line) === level) return
    levels.set(line, level)
    for (const handler of handlers) handler(line, level)
  }
  const contact = bouncing(clock, (level) => drive(LINE_A, level))
  const edge = (forward: boolean): void => {
    edgesDone++
    const level = edgesDone % 2 === 1 ? 1 : 0
    if (level === 1) isMissed = chance.next() < MISSED_SHARE
    if (isMissed || faultAgeMs(`${name}-silent`) !== undefined) return
    // B has changed since A's last edge: forward it lags by a quarter of a pulse, backward it leads.
    drive(LINE_B, (level === 1) === forward ? 0 : 1)
    drive(LINE_A, level)
    if (chance.next() < BOUNCED_SHARE) contact.bounce(level)
  }
  const look = (): void => {
    const { turnedM, turningMps, isForward: forward } = turn()
    while (turnedM >= (edgesDone + 1) * halfPulseM) edge(forward)
    const dueMs = (1000 * ((edgesDone + 1) * halfPulseM - turnedM)) / turningMps
    cancel = clock.after(Math.min(LOOK_EVERY_MS, Math.max(SOONEST_MS, dueMs)), look)
  }

  return {
    lines: [LINE_A, LINE_B],
    readInput: (line) => levels.get(line),
    onInputChange: (handler) => void handlers.push(handler),
    writeOutput: () => undefined,
    start: look,
    stop: () => {
      cancel()
      contact.stop()
    },
  }
}

/** The virtual odometer of each driver, by the driver's name. */
export const virtualOdometers: Readonly<Record<string, typeof virtualOdometer>> = { 'axle-pulses': virtualOdometer }
