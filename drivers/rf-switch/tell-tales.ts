import type { Cancel, Clock } from '../../hal/clock.ts'
import type { InputLine, Level } from '../../hal/gpio.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { RfPosition } from './rf-switch.ts'

/** Where the contact is, as its tell-tales say it. */
export interface TellTales {
  /** Absent while they disagree, bounce, or cannot be read. */
  position(): RfPosition | undefined
  /** Reads both lines, for a change that no interrupt told. */
  reread(): void
  close(): void
}

interface Watching {
  clock: Clock
  debounceMs: number
  onChange(): void
  onError(): void
}

const tryRead = (line: InputLine, onError: () => void): Level | undefined => {
  try {
    return line.read()
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    onError()
    return undefined
  }
}

const placeOf = (at1: Level | undefined, at2: Level | undefined): RfPosition | undefined => {
  if (at1 === 1 && at2 === 0) return 1
  return at2 === 1 && at1 === 0 ? 2 : undefined
}

/** Any edge takes the position back at once; it counts again when both lines have held. Throws when a line cannot be watched. */
export const watchTellTales = (lines: readonly [InputLine, InputLine], watching: Watching): TellTales => {
  const { clock, debounceMs, onChange, onError } = watching
  const levels: [Level | undefined, Level | undefined] = [undefined, undefined]
  let settled: RfPosition | undefined
  let isStarting = true
  let cancel: Cancel = () => undefined

  const set = (position: RfPosition | undefined): void => {
    if (position === settled) return
    settled = position
    if (!isStarting) onChange()
  }
  const take = (at: 0 | 1, level: Level | undefined): void => {
    if (levels[at] === level) return
    levels[at] = level
    if (isStarting) return
    set(undefined)
    cancel()
    cancel = clock.after(debounceMs, () => set(placeOf(...levels)))
  }
  lines.forEach((line, at) => {
    line.watch((level) => take(at === 0 ? 0 : 1, level))
  })
  set(placeOf(...levels))
  isStarting = false
  return {
    position: () => settled,
    reread: () => {
      take(0, tryRead(lines[0], onError))
      take(1, tryRead(lines[1], onError))
    },
    close: () => {
      cancel()
      for (const line of lines) line.close()
    },
  }
}
