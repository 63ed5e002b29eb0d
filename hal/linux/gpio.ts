import type { Gpio as NativeLine } from 'onoff'
import type { Clock } from '../clock.ts'
import type { Gpio, InputLine, Level, OutputLine } from '../gpio.ts'
import { TerminalError, type TerminalErrorCode } from '../terminal-error.ts'
import { findGpioChip, GPIO_ROOT } from './gpio-base.ts'

/** Which wire a name of the board's is. */
export interface GpioPin {
  /** Counted from 0 within its bank; on a Raspberry Pi the BCM number. */
  offset: number
  /** The wire is low when the level is 1. */
  activeLow?: boolean
}

/** The lines of a board, as `hardware/boards` lists them. */
export interface GpioPinMap {
  /** Label of the bank; the largest one without it. */
  chip?: string
  lines: Readonly<Record<string, GpioPin>>
}

/** The part of onoff that is used here. */
export interface OnoffModule {
  Gpio: new (line: number, direction: 'in' | 'high' | 'low', edge?: 'both' | 'none', options?: object) => NativeLine
}

/** What the machine's lines are opened with. */
export interface LinuxGpioOptions {
  clock: Clock
  root?: string
  load?: () => Promise<OnoffModule>
}

const gpioError = (code: TerminalErrorCode, line: string, message: string, cause?: unknown): TerminalError =>
  new TerminalError({
    code,
    device: `gpio ${line}`,
    retry: code === 'gpio-missing' ? 'never' : 'backoff',
    message,
    cause,
  })

const loadOnoff = async (line: string, load: () => Promise<OnoffModule>): Promise<OnoffModule> => {
  try {
    return await load()
  } catch (cause) {
    throw gpioError('gpio-missing', line, 'the native part of onoff is not built; install again with a compiler', cause)
  }
}

const readLevel = (native: NativeLine, line: string): Level => {
  try {
    return native.readSync()
  } catch (cause) {
    throw gpioError('gpio-failed', line, 'the kernel does not give its level', cause)
  }
}

const input = (native: NativeLine, line: string, clock: Clock): InputLine => {
  let watchError: Error | undefined
  return {
    watch: (handler) => {
      let seen = readLevel(native, line)
      handler(seen, clock.nowMs())
      native.watch((error, level) => {
        if (error) watchError = error
        // Two quick edges may be read as one level twice.
        if (error || level === seen) return
        seen = level
        handler(level, clock.nowMs())
      })
    },
    read: () => {
      if (watchError) throw gpioError('gpio-failed', line, 'the kernel no longer tells its changes', watchError)
      return readLevel(native, line)
    },
    close: () => native.unexport(),
  }
}

const output = (native: NativeLine, line: string): OutputLine => ({
  write: (level) => {
    try {
      native.writeSync(level)
    } catch (cause) {
      throw gpioError('gpio-failed', line, 'the kernel refused the level', cause)
    }
  },
  close: () => native.unexport(),
})

/** The lines of a kernel with GPIO in sysfs, by onoff: inputs report by interrupt. Loaded when the first line is opened. */
export const linuxGpio = (map: GpioPinMap, options: LinuxGpioOptions): Gpio => {
  const { clock, root = GPIO_ROOT, load = () => import('onoff') } = options
  const opened = new Set<{ close(): void }>()

  const numberOf = (line: string): { number: number; activeLow: boolean } => {
    const pin = map.lines[line]
    if (!pin)
      throw gpioError('gpio-missing', line, `the board has no such line; it has ${Object.keys(map.lines).join(', ')}`)
    const chip = findGpioChip(map.chip, root)
    if (pin.offset < chip.lineCount) return { number: chip.base + pin.offset, activeLow: pin.activeLow === true }
    throw gpioError('gpio-missing', line, `bank ${chip.label} has ${chip.lineCount} lines, not one ${pin.offset}`)
  }
  const openNative = async (line: string, direction: 'in' | 'high' | 'low'): Promise<NativeLine> => {
    const { number, activeLow } = numberOf(line)
    const { Gpio: Native } = await loadOnoff(line, load)
    try {
      return new Native(number, direction, direction === 'in' ? 'both' : 'none', { activeLow })
    } catch (cause) {
      throw gpioError(
        'gpio-failed',
        line,
        `the kernel did not give line ${number}; check that nothing else uses it`,
        cause,
      )
    }
  }
  const kept = <Line extends InputLine | OutputLine>(line: Line): Line => {
    const close = line.close
    line.close = () => {
      if (opened.delete(line)) close()
    }
    opened.add(line)
    return line
  }
  /** `high` and `low` name the wire, also where the level is inverted: the first instant must be right already. */
  const wireOf = (line: string, level: Level): 'high' | 'low' =>
    (level === 1) !== (map.lines[line]?.activeLow === true) ? 'high' : 'low'

  return {
    openInput: async (line) => kept(input(await openNative(line, 'in'), line, clock)),
    openOutput: async (line, level) => kept(output(await openNative(line, wireOf(line, level)), line)),
    close: async () => {
      for (const line of [...opened]) line.close()
    },
  }
}
