import type { Cancel, Clock } from '../../hal/clock.ts'
import type { Gpio, InputLine, Level, OutputLine } from '../../hal/gpio.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import { type Debounced, firstLevel, settle, settlesAtMs, takeEdge } from './debounce.ts'
import type { PermitLine, PowerBoard, PowerBoardDescriptor, PowerLed, PowerReport } from './power.ts'

const roles = ['powerFail', 'tamper', 'lockout', 'emergency'] as const
type InputRole = (typeof roles)[number]
const ledNames: readonly PowerLed[] = ['run', 'link', 'fault']

/** Writes a line; false when it refused. What is not the line's failure is ours and goes on. */
const tryWrite = (line: OutputLine, level: Level): boolean => {
  try {
    line.write(level)
    return true
  } catch (error) {
    if (error instanceof TerminalError) return false
    throw error
  }
}

/** The level, or undefined when the line cannot be read. */
const tryRead = (line: InputLine): Level | undefined => {
  try {
    return line.read()
  } catch (error) {
    if (error instanceof TerminalError) return undefined
    throw error
  }
}

interface DebouncedInput {
  /** Undefined until the line has told its level. */
  settled(): Level | undefined
  /** Takes the line's present level, for an edge that nobody told; false when it cannot be read. */
  reread(): boolean
  close(): void
}

const watchDebounced = (
  line: InputLine,
  { clock, debounceMs, changed }: { clock: Clock; debounceMs: number; changed: () => void },
): DebouncedInput => {
  let state: Debounced | undefined
  let cancel: Cancel = () => {}

  const look = (): void => {
    if (!state) return
    state = settle(state, clock.nowMs(), debounceMs)
    changed()
    wait()
  }
  const wait = (): void => {
    cancel()
    const dueMs = state && settlesAtMs(state, debounceMs)
    if (dueMs !== undefined) cancel = clock.after(dueMs - clock.nowMs(), look)
  }
  const take = (level: Level, atMs: MonotonicMs): void => {
    state = state ? takeEdge(state, { level, atMs }, debounceMs) : firstLevel(level, atMs)
    changed()
    wait()
  }
  line.watch(take)
  return {
    settled: () => state?.settled,
    reread: () => {
      const level = tryRead(line)
      if (level !== undefined && level !== state?.level) take(level, clock.nowMs())
      return level !== undefined
    },
    close: () => {
      cancel()
      line.close()
    },
  }
}

/** Opens every line, or none: those before the one that failed are closed again. */
const openAll = async <Line extends { close(): void }>(openings: readonly (() => Promise<Line>)[]): Promise<Line[]> => {
  const opened: Line[] = []
  try {
    for (const open of openings) opened.push(await open())
    return opened
  } catch (error) {
    for (const line of opened) line.close()
    throw error
  }
}

const openBoard = async ({ gpio, clock }: { gpio: Gpio; clock: Clock }): Promise<PowerBoard> => {
  const { lines, timing } = steppelinkPower
  const openInputs = () => openAll(roles.map((role) => () => gpio.openInput(lines[role].line)))
  const openLeds = () => openAll(ledNames.map((led) => () => gpio.openOutput(lines.leds[led], 0)))
  const inputLines = await openInputs()
  const ledLines = await openLeds().catch((error) => {
    for (const line of inputLines) line.close()
    throw error
  })
  let onReport = (_report: PowerReport): void => {}
  let last: string | undefined

  const levels = (): (Level | undefined)[] => inputs.map((input) => input.settled())
  const says = (role: InputRole): boolean => inputs[roles.indexOf(role)]?.settled() === lines[role].activeLevel
  const report = (): PowerReport | undefined => {
    if (inputs.length < roles.length || levels().includes(undefined)) return undefined
    return {
      atMs: clock.nowMs(),
      isSupplyFailing: says('powerFail'),
      isTampered: says('tamper'),
      isLockedOut: says('lockout'),
      isEmergencyPressed: says('emergency'),
    }
  }
  const tellChange = (): void => {
    const now = levels().join('')
    const present = now === last ? undefined : report()
    if (!present) return
    last = now
    onReport(present)
  }
  const inputs: DebouncedInput[] = []
  try {
    for (const line of inputLines)
      inputs.push(watchDebounced(line, { clock, debounceMs: timing.debounceMs, changed: tellChange }))
  } catch (error) {
    for (const line of [...inputLines, ...ledLines]) line.close()
    throw error
  }
  tellChange()

  return {
    onReport: (handler) => {
      onReport = handler
      const present = report()
      if (present) handler(present)
    },
    // Every one is read, also after one that cannot be: an alarm of another must not wait.
    report: () => (inputs.map((input) => input.reread()).includes(false) ? undefined : report()),
    showLed: (led, isLit) => {
      const line = ledLines[ledNames.indexOf(led)]
      if (line) tryWrite(line, isLit ? 1 : 0)
    },
    close: async () => {
      onReport = () => {}
      for (const line of [...inputs, ...ledLines]) line.close()
    },
  }
}

const openPermit = async ({ gpio }: { gpio: Gpio }): Promise<PermitLine> => {
  const line = await gpio.openOutput(steppelinkPower.lines.transmitPermit.line, 0)
  return {
    // A pulse, not a toggle: the line rests at 0, so that opening it again after a kill is no edge that nobody decided.
    renew: () => tryWrite(line, 1) && tryWrite(line, 0),
    close: () => line.close(),
  }
}

/**
 * The controller's own power board. Its inputs are pulled up and held low while all is well, so that a cut wire
 * reads as the alarm. Debouncing is longer than the supply dips that EN 50155 wants ignored (S2 10 ms, S3 20 ms).
 */
export const steppelinkPower: PowerBoardDescriptor = {
  name: 'steppelink-power',
  manual: 'hardware/boards/README.md',
  maturity: 'twin',
  lines: {
    powerFail: { line: 'power-fail', activeLevel: 1 },
    tamper: { line: 'tamper', activeLevel: 1 },
    lockout: { line: 'lockout', activeLevel: 1 },
    emergency: { line: 'emergency', activeLevel: 1 },
    transmitPermit: { line: 'transmit-permit' },
    leds: { run: 'led-run', link: 'led-link', fault: 'led-fault' },
  },
  timing: { debounceMs: 25, permitHoldMs: 80 },
  open: openBoard,
  openPermit,
}
