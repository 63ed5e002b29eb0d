import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { DeskLines } from '../../../hal/desk/bench.ts'
import type { Level } from '../../../hal/gpio.ts'

/** What a virtual power board is built from. */
export interface VirtualPowerBoardOptions {
  clock: Clock
  faultAgeMs(fault: string): number | undefined
  /** How long one edge on the permit line permits. */
  permitHoldMs: number
}

/** The other end of the power board's wires, for the desk's GPIO. */
export interface VirtualPowerBoard extends DeskLines {
  /** To be called when a fault begins or ends: moves the input lines, whose contacts bounce. */
  refresh(): void
  /** Whether the last edge on the permit line is younger than its hold time. */
  isPermitted(nowMs: number): boolean
  /** The lights that are lit, by line. */
  leds(): Readonly<Record<string, boolean>>
}

/** Which fault closes which contact; each line is 1 while the fault holds. */
const inputFaults: Readonly<Record<string, string>> = {
  'power-fail': 'power-fail',
  tamper: 'tamper',
  lockout: 'lockout',
  emergency: 'emergency-button',
}
const ledLines = ['led-run', 'led-link', 'led-fault'] as const
const permitLine = 'transmit-permit'

// Chosen: a key switch that bounces for 9 ms; the level alternates and ends as the contact does.
const bounceAtMs = [0, 2, 4, 7, 9] as const

/** A power board whose faults move its inputs, and whose permit is a retriggered monostable. */
export const virtualPowerBoard = ({ clock, faultAgeMs, permitHoldMs }: VirtualPowerBoardOptions): VirtualPowerBoard => {
  const handlers: ((line: string, level: Level) => void)[] = []
  const inputs = new Map<string, { contact: Level; level: Level; bounces: Cancel[] }>()
  const outputs = new Map<string, Level>([...ledLines, permitLine].map((line) => [line, 0]))
  let lastEdgeMs = Number.NEGATIVE_INFINITY

  const contactOf = (line: string): Level => (faultAgeMs(inputFaults[line] ?? '') === undefined ? 0 : 1)
  for (const line of Object.keys(inputFaults)) {
    const contact = contactOf(line)
    inputs.set(line, { contact, level: contact, bounces: [] })
  }

  const drive = (line: string, level: Level): void => {
    const input = inputs.get(line)
    if (!input || input.level === level) return
    input.level = level
    for (const handler of handlers) handler(line, level)
  }
  const switchTo = (line: string, contact: Level): void => {
    const input = inputs.get(line)
    if (!input || input.contact === contact) return
    for (const cancel of input.bounces) cancel()
    input.contact = contact
    const other = contact === 1 ? 0 : 1
    drive(line, contact)
    input.bounces = bounceAtMs
      .slice(1)
      .map((atMs, index) => clock.after(atMs, () => drive(line, index % 2 === 0 ? other : contact)))
  }

  return {
    lines: [...inputs.keys(), ...outputs.keys()],
    readInput: (line) => inputs.get(line)?.level,
    onInputChange: (handler) => {
      handlers.push(handler)
    },
    writeOutput: (line, level) => {
      const before = outputs.get(line)
      if (before === undefined || before === level) return
      outputs.set(line, level)
      if (line === permitLine) lastEdgeMs = clock.nowMs()
    },
    refresh: () => {
      for (const line of inputs.keys()) switchTo(line, contactOf(line))
    },
    isPermitted: (nowMs) => nowMs - lastEdgeMs < permitHoldMs,
    leds: () => Object.fromEntries(ledLines.map((line) => [line, outputs.get(line) === 1])),
  }
}
