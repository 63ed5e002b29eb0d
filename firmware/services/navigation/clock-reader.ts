import type { MachineClocks, UtcClock } from '../../../hal/utc-clock.ts'
import type { TimeObservation } from '../../plan/time-claims.ts'
import type { ServiceContext } from '../service.ts'
import { tellAs } from '../tell.ts'
import type { TimeFloor } from './time-floor.ts'

/** What was kept is known by then, or given up. */
const FIRST_AFTER_MS = 2_500
/** A crystal alone: asked for the first date more than for precision. */
const RTC_EVERY_MS = 60_000
/** Half a minute: two answers within a minute make a run. */
const NTP_EVERY_MS = 30_000
/** Of a clock crystal in a cold cabinet: −0.034 ppm/K² from 25 °C is 50 ppm at −13 °C. */
const RTC_DRIFT_PPM = 50
/** Of an RTC when nobody knows since when it runs by itself; chosen. */
const RTC_UNKNOWN_SIGMA_MS = 60_000

/** An RTC runs by itself since the last proven time at the latest; one sigma. */
export const rtcSigmaMs = (reading: { utcMs: number; sigmaMs: number }, keptUtcMs: number | undefined): number =>
  Math.hypot(
    reading.sigmaMs,
    keptUtcMs === undefined ? RTC_UNKNOWN_SIGMA_MS : (Math.abs(reading.utcMs - keptUtcMs) * RTC_DRIFT_PPM) / 1e6,
  )

interface ClockReaderDeps extends ServiceContext {
  clocks: Pick<MachineClocks, 'rtc' | 'ntp'>
  floor: TimeFloor
  take(seen: TimeObservation): void
}

/** Asks one clock again and again, never twice at a time; a failure is told once, until the clock is back. */
const ask = (deps: ClockReaderDeps, utcClock: UtcClock, periodMs: number, source: 'rtc' | 'ntp'): (() => void) => {
  const { clock, floor, take } = deps
  const { name } = utcClock
  const tell = tellAs('navigation', deps)
  let isAsking = false
  let hasFailed = false
  let hasEnded = false
  const once = async (): Promise<void> => {
    if (isAsking) return
    isAsking = true
    try {
      const reading = await utcClock.read()
      if (hasFailed) tell({ subject: 'time', text: `${name} is read again` })
      hasFailed = false
      if (!reading || hasEnded) return
      const sigmaMs = source === 'rtc' ? rtcSigmaMs(reading, floor.keptUtcMs()) : reading.sigmaMs
      take({ ...reading, source, name, sigmaMs })
    } catch (error) {
      if (!hasFailed) tell({ subject: 'time', text: `${name} is not read: ${String(error)}`, severity: 'warning' })
      hasFailed = true
    } finally {
      isAsking = false
    }
  }
  const ends = [clock.after(FIRST_AFTER_MS, () => void once()), clock.every(periodMs, () => void once())]
  return () => {
    hasEnded = true
    for (const end of ends) end()
  }
}

/** Hands on what the machine's clocks tell, until it is ended. */
export const readClocks = (deps: ClockReaderDeps): (() => void) => {
  const { rtc, ntp } = deps.clocks
  const ends = [rtc && ask(deps, rtc, RTC_EVERY_MS, 'rtc'), ntp && ask(deps, ntp, NTP_EVERY_MS, 'ntp')]
  return () => {
    for (const end of ends) end?.()
  }
}
