import type { Cancel } from '../../../hal/clock.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import { type Acquisition, coldStart, nextAcquisition } from './gnss-acquisition.ts'
import { receiverErrors } from './gnss-errors.ts'
import { epochSentences, type ReceivedSatellite, type ReceiverEpoch, textSentence } from './gnss-sentences.ts'
import { skyWatch } from './gnss-sky.ts'
import { wildReturns } from './gnss-wild-return.ts'

const SATELLITES_FOR_A_FIX = 4
/** A receiver from cold has its clock from the first satellite, before it has a position. */
const CLOCK_AFTER_MS = 1000
const BANNER_AFTER_MS = 150
/** From the epoch to its first byte. */
const LATENCY_MS = { min: 60, max: 100 }

const hdopOf = (trackedSatellites: number): number => Math.min(20, 0.5 + 5 / Math.max(1, trackedSatellites))

const isTracked = ({ carrierToNoiseDbHz }: ReceivedSatellite): boolean => carrierToNoiseDbHz !== undefined

/** What a receiver knows while it has power. */
const poweredReceiver = (context: DeviceContext): ((periodMs: number) => ReceiverEpoch) => {
  const { world, clock, random } = context
  const { skyViewEveryS = 1 } = context.rates
  const lookUp = skyWatch(context)
  const measure = receiverErrors(random.fork('errors'))
  const returning = wildReturns(context, random.fork('wild'))
  const startedAtMs = clock.nowMs()
  let acquisition: Acquisition = coldStart(startedAtMs)
  let lastInterval: number | undefined

  return (periodMs) => {
    const nowMs = clock.nowMs()
    const utcMs = Math.round(world.utcMs() / periodMs) * periodMs
    const interval = Math.floor(utcMs / (1000 * skyViewEveryS))
    const isSkyViewDue = interval !== lastInterval
    lastInterval = interval
    const satellites = lookUp()
    const tracked = satellites.filter(isTracked).length
    acquisition = nextAcquisition(acquisition, { hasSky: tracked >= SATELLITES_FOR_A_FIX, nowMs }, random)
    const fix = measure(world.train(), periodMs / 1000, hdopOf(tracked))
    const hasFix = acquisition.phase === 'fixed' || acquisition.phase === 'losing'
    const hasClock = nowMs - startedAtMs >= CLOCK_AFTER_MS
    return { utcMs: hasClock ? utcMs : undefined, fix: returning(hasFix ? fix : undefined), satellites, isSkyViewDue }
  }
}

/**
 * A GNSS receiver of GPS and GLONASS that speaks NMEA 0183 at `rates.fixHz`, moved by the train. Without sky it
 * says so (status V, quality 0, mode 1) a second or two later, and takes some seconds to come back.
 */
export const virtualGnss = (context: DeviceContext): VirtualDevice => {
  const { clock, random, world } = context
  const periodMs = 1000 / context.rates.fixHz
  const timers = new Set<Cancel>()

  const later = (delayMs: number, run: () => void): void => {
    const cancel = clock.after(delayMs, () => {
      timers.delete(cancel)
      run()
    })
    timers.add(cancel)
  }
  const start = (wire: Wire): void => {
    const epochNow = poweredReceiver(context)
    const send = (text: string, holdMs = 0): void => wire.send(Buffer.from(text, 'latin1'), holdMs)
    const tick = (): void => {
      const text = epochSentences(epochNow(periodMs))
      send(text, LATENCY_MS.min + (LATENCY_MS.max - LATENCY_MS.min) * random.next())
    }
    later(BANNER_AFTER_MS, () => send(textSentence('STEPPELINK VIRTUAL RECEIVER')))
    later(periodMs - (world.utcMs() % periodMs), () => {
      timers.add(clock.every(periodMs, tick))
      tick()
    })
  }

  return {
    name: context.name,
    serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
    start,
    receive: () => {},
    stop: () => {
      for (const cancel of timers) cancel()
      timers.clear()
    },
  }
}

/** The virtual receiver of each driver, by the driver's name. */
export const virtualGnssReceivers: Readonly<Record<string, (context: DeviceContext) => VirtualDevice>> = {
  nmea0183: virtualGnss,
}
