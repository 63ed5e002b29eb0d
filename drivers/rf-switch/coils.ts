import type { Cancel, Clock } from '../../hal/clock.ts'
import type { Gpio, Level, OutputLine } from '../../hal/gpio.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { RfPosition, RfSwitchDescriptor, RfSwitchLines } from './rf-switch.ts'

/** What moves the contact. */
export interface Coils {
  drive(position: RfPosition): void
  close(): void
}

interface Setup {
  gpio: Gpio
  clock: Clock
  lines: RfSwitchLines
  timing: RfSwitchDescriptor['timing']
  /** A line refused a level: the contact stays where it is. */
  onError(): void
  /** A latching coil could not be let go, or could after all. */
  onLeftPowered?(isPowered: boolean): void
}

const tryWrite = (line: OutputLine, level: Level, onError: () => void): boolean => {
  try {
    line.write(level)
    return true
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    onError()
    return false
  }
}

/** Chosen: 2 s in all, which a latching coil without cut-off stands. */
const LET_GO_AGAIN = { everyMs: 50, times: 40 }

/** One coil that is held; it opens at the level that keeps the contact where it stands. */
export const holdingCoil = async ({ gpio, lines, onError }: Setup, standsAt: RfPosition): Promise<Coils> => {
  const line = await gpio.openOutput(lines.to2, standsAt === 2 ? 1 : 0)
  return {
    drive: (position) => void tryWrite(line, position === 2 ? 1 : 0, onError),
    close: () => line.close(),
  }
}

const missing = (): TerminalError =>
  new TerminalError({
    code: 'gpio-missing',
    device: 'gpio to1',
    retry: 'never',
    message: 'a latching switch has two coils: give lines.to1',
  })

/** Two coils that are pulsed, one at a time: the other is let go before. */
export const pulsedCoils = async (setup: Setup): Promise<Coils> => {
  const { gpio, clock, lines, timing, onError, onLeftPowered = () => undefined } = setup
  if (lines.to1 === undefined) throw missing()
  const to1 = await gpio.openOutput(lines.to1, 0)
  const to2 = await gpio.openOutput(lines.to2, 0).catch((error) => {
    to1.close()
    throw error
  })
  let cancel: Cancel = () => undefined
  let isPowered = false
  const letGo = (): boolean => {
    cancel()
    const isLetGo = [to1, to2].map((line) => tryWrite(line, 0, onError)).every(Boolean)
    if (!isLetGo) return false
    isPowered = false
    onLeftPowered(false)
    return true
  }
  const release = (timesLeft: number): void => {
    if (letGo()) return
    if (timesLeft > 0) cancel = clock.after(LET_GO_AGAIN.everyMs, () => release(timesLeft - 1))
    else if (isPowered) onLeftPowered(true)
  }
  return {
    drive: (position) => {
      // Both coils at once would hold each other.
      if (letGo()) isPowered = tryWrite(position === 1 ? to1 : to2, 1, onError)
      cancel = clock.after(timing.pulseMs, () => release(LET_GO_AGAIN.times))
    },
    close: () => {
      letGo()
      for (const line of [to1, to2]) line.close()
    },
  }
}
