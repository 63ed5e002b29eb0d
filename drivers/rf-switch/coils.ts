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
}

const tryWrite = (line: OutputLine, level: Level, onError: () => void): void => {
  try {
    line.write(level)
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    onError()
  }
}

/** One coil that is held; it opens at the level that keeps the contact where it stands. */
export const holdingCoil = async ({ gpio, lines, onError }: Setup, standsAt: RfPosition): Promise<Coils> => {
  const line = await gpio.openOutput(lines.to2, standsAt === 2 ? 1 : 0)
  return {
    drive: (position) => tryWrite(line, position === 2 ? 1 : 0, onError),
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
export const pulsedCoils = async ({ gpio, clock, lines, timing, onError }: Setup): Promise<Coils> => {
  if (lines.to1 === undefined) throw missing()
  const to1 = await gpio.openOutput(lines.to1, 0)
  const to2 = await gpio.openOutput(lines.to2, 0).catch((error) => {
    to1.close()
    throw error
  })
  let cancel: Cancel = () => undefined
  const release = (): void => {
    cancel()
    for (const line of [to1, to2]) tryWrite(line, 0, onError)
  }
  return {
    drive: (position) => {
      release()
      tryWrite(position === 1 ? to1 : to2, 1, onError)
      cancel = clock.after(timing.pulseMs, release)
    },
    close: () => {
      release()
      for (const line of [to1, to2]) line.close()
    },
  }
}
