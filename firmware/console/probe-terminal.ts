import type { Clock } from '../../hal/clock.ts'
import type { Key } from './keys.ts'
import type { ConsoleTerminal } from './terminal.ts'

const WAIT_MS = 300

interface Probing {
  clock: Clock
  ended: AbortSignal
}

/** The terminal's answer to the question where its cursor stands; keys that come meanwhile are kept for whoever reads next. */
const cursorOf = async (
  terminal: ConsoleTerminal,
  ask: string,
  { clock, ended }: Probing,
): Promise<{ row: number; column: number } | undefined> => {
  const late = new AbortController()
  const cancel = clock.after(WAIT_MS, () => late.abort())
  const until = AbortSignal.any([late.signal, ended])
  const typedAhead: Key[] = []
  await terminal.write(ask)
  for (;;) {
    const key = await terminal.nextKey(until)
    if (!key || key.kind === 'cursor') {
      cancel()
      terminal.giveBack(typedAhead)
      return key
    }
    typedAhead.push(key)
  }
}

/** From one letter of two bytes the cursor moves one column where UTF-8 is understood, and two where it is not. */
const UNICODE_QUESTION = '\ré\x1b[6n'
const WIPE = `\r${' '.repeat(8)}\r`
/** Far beyond every corner: the cursor stops at the last one. */
const SIZE_QUESTION = '\x1b7\x1b[999;999H\x1b[6n\x1b8'

/** Finds out what the terminal can: one that does not answer within 300 ms is taken for a plain one of 80 × 24. */
export const probeTerminal = async (terminal: ConsoleTerminal, probing: Probing): Promise<void> => {
  terminal.forgetTerminal()
  const letter = await cursorOf(terminal, UNICODE_QUESTION, probing)
  await terminal.write(WIPE)
  if (!letter) return
  terminal.hasAnsi = true
  terminal.charset = letter.column > 2 ? 'latin' : 'utf8'
  const corner = await cursorOf(terminal, SIZE_QUESTION, probing)
  if (!corner) return
  terminal.columns = Math.min(400, Math.max(20, corner.column))
  terminal.rows = Math.min(200, Math.max(5, corner.row))
}
