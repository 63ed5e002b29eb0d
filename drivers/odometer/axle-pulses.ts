import type { Clock } from '../../hal/clock.ts'
import type { Gpio, InputLine, Level } from '../../hal/gpio.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { Odometer, OdometerDescriptor, OdometerLines } from './odometer.ts'
import { firstCount, takeEdge } from './pulse-count.ts'

const tryRead = (line: InputLine): Level | undefined => {
  try {
    return line.read()
  } catch (error) {
    if (error instanceof TerminalError) return undefined
    throw error
  }
}

const openLines = async (gpio: Gpio, { a, b }: OdometerLines): Promise<{ lineA: InputLine; lineB?: InputLine }> => {
  const lineA = await gpio.openInput(a)
  if (b === undefined) return { lineA }
  try {
    return { lineA, lineB: await gpio.openInput(b) }
  } catch (error) {
    lineA.close()
    throw error
  }
}

/** Half of the shortest time between two edges of a train at top speed, and at most what a contact takes. */
const bounceOfMs = (pulsesPerMetre: number): number =>
  Math.min(axlePulses.timing.longestBounceMs, 250 / (axlePulses.limits.maxSpeedMps * pulsesPerMetre))

const open = async (with_: {
  gpio: Gpio
  clock: Clock
  lines: OdometerLines
  pulsesPerMetre: number
}): Promise<Odometer> => {
  const { gpio, clock, lines, pulsesPerMetre } = with_
  const { lineA, lineB } = await openLines(gpio, lines)
  const bounceMs = bounceOfMs(pulsesPerMetre)
  let count: ReturnType<typeof firstCount> | undefined
  let edges = 0
  let readErrors = 0
  let isClosed = false
  const close = (): void => {
    isClosed = true
    lineA.close()
    lineB?.close()
  }
  try {
    // The first call tells the level that the line has: that is no edge.
    lineA.watch((level, atMs) => {
      if (isClosed) return
      if (!count) {
        count = firstCount(level)
        return
      }
      edges++
      takeEdge(count, { level, atMs, levelB: level === 1 && lineB ? tryRead(lineB) : undefined }, bounceMs)
    })
  } catch (error) {
    close()
    throw error
  }
  return {
    reading: () => {
      if (isClosed || !count) return undefined
      if (tryRead(lineA) === undefined || (lineB && tryRead(lineB) === undefined)) {
        readErrors++
        return undefined
      }
      const { pulses, netPulses, direction, lastPulseMs, pulsePeriodMs } = count
      return {
        atMs: clock.nowMs(),
        pulses,
        direction,
        ...(lineB && { netPulses }),
        ...(lastPulseMs !== undefined && { lastPulseMs }),
        ...(pulsePeriodMs !== undefined && { pulsePeriodMs }),
      }
    },
    counters: () => ({ edges, pulses: count?.pulses ?? 0, bounces: count?.bounces ?? 0, readErrors }),
    close: async () => close(),
  }
}

/** A pulse generator on an axle, on one line or two: contacts, optocouplers or the pulse output of the wheel-slide protection. */
export const axlePulses: OdometerDescriptor = {
  name: 'axle-pulses',
  manual: 'hardware/boards/README.md',
  maturity: 'twin',
  limits: { maxSpeedMps: 80, maxPulseHz: 110 },
  timing: { longestBounceMs: 3 },
  open,
}
