import type { DeviceContext } from '../device.ts'
import { type Acquisition, coldStart, nextAcquisition } from './gnss-acquisition.ts'
import { receiverErrors } from './gnss-errors.ts'
import { isSpoofingSeen, jammed, jammingDb, rolledOver, spoofed } from './gnss-interference.ts'
import type { ReceivedSatellite, ReceiverEpoch } from './gnss-sentences.ts'
import { skyWatch } from './gnss-sky.ts'
import { wildReturns } from './gnss-wild-return.ts'

const SATELLITES_FOR_A_FIX = 4
/** A receiver from cold has its clock from the first satellite, before it has a position. */
const CLOCK_AFTER_MS = 1000

const hdopOf = (trackedSatellites: number): number => Math.min(20, 0.5 + 5 / Math.max(1, trackedSatellites))

const isTracked = ({ carrierToNoiseDbHz }: ReceivedSatellite): boolean => carrierToNoiseDbHz !== undefined

/** What a receiver knows while it has power, whatever it speaks: an epoch a call. */
export const poweredReceiver = (context: DeviceContext): ((periodMs: number) => ReceiverEpoch) => {
  const { name, world, clock, random, faultAgeMs } = context
  const { skyViewEveryS = 1 } = context.rates
  const lookUp = skyWatch(context)
  const measure = receiverErrors(random.fork('errors'))
  const returning = wildReturns(context, random.fork('wild'))
  const startedAtMs = clock.nowMs()
  let acquisition: Acquisition = coldStart(startedAtMs)
  let lastInterval: number | undefined

  const spoofedForMs = (): number | undefined => faultAgeMs('gnss-spoofed') ?? faultAgeMs(`${name}-spoofed`)
  const heard = (lossDb: number): readonly ReceivedSatellite[] => {
    const satellites = lookUp()
    if (faultAgeMs(`${name}-antenna`) !== undefined)
      return satellites.map((one) => ({ ...one, carrierToNoiseDbHz: undefined }))
    if (lossDb === 0) return satellites
    return satellites.map((one) => ({ ...one, carrierToNoiseDbHz: jammed(one.carrierToNoiseDbHz, lossDb) }))
  }

  const tellsTime = (): boolean =>
    clock.nowMs() - startedAtMs >= CLOCK_AFTER_MS && faultAgeMs(`${name}-dateless`) === undefined

  return (periodMs) => {
    const nowMs = clock.nowMs()
    const utcMs = Math.round(world.utcMs() / periodMs) * periodMs
    const interval = Math.floor(utcMs / (1000 * skyViewEveryS))
    const isSkyViewDue = interval !== lastInterval
    lastInterval = interval
    const lossDb = jammingDb(faultAgeMs('gnss-jammed'))
    const satellites = heard(lossDb)
    const tracked = satellites.filter(isTracked).length
    acquisition = nextAcquisition(acquisition, { hasSky: tracked >= SATELLITES_FOR_A_FIX, nowMs }, random)
    const fix = measure(spoofed(world.train(), spoofedForMs()), periodMs / 1000, hdopOf(tracked))
    const hasFix = acquisition.phase === 'fixed' || acquisition.phase === 'losing'
    return {
      utcMs: tellsTime() ? rolledOver(utcMs, faultAgeMs(`${name}-rollover`)) : undefined,
      fix: returning(hasFix ? fix : undefined),
      satellites,
      isSkyViewDue,
      jammingLossDb: lossDb,
      isSpoofingSeen: isSpoofingSeen(spoofedForMs()),
    }
  }
}
