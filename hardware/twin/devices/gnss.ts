import type { Cancel } from '../../../hal/clock.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import { poweredReceiver } from './gnss-epochs.ts'
import { epochSentences, textSentence } from './gnss-sentences.ts'

const BANNER_AFTER_MS = 150
/** From the epoch to its first byte. */
const LATENCY_MS = { min: 60, max: 100 }

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
