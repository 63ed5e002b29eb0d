import test from 'ava'
import fc from 'fast-check'
import { gnssDecoder } from '../drivers/gnss/decoder.ts'
import type { GnssReport } from '../drivers/gnss/gnss.ts'
import { distanceM } from '../firmware/domain/geodesy.ts'
import { type FixSeen, fixGateAtStart, planNavigation } from '../firmware/plan/fix-gate.ts'
import { monotonicMs } from '../hal/units.ts'
import { LAT_DEG, lonDegAt, nmeaEpoch, ubxEpoch } from './fakes/receiver-bytes.ts'

const EPOCHS = 20

/** What passes the gate of a stream, an epoch a second. */
const accepted = (epochs: readonly Buffer[]): FixSeen[] => {
  let nowMs = 0
  let reports: GnssReport[] = []
  const decoder = gnssDecoder({
    era: { kind: 'not-before', utcMs: () => Date.UTC(2026, 0, 1) },
    nowMs: () => monotonicMs(nowMs),
    onReport: (report) => reports.push(report),
  })
  let gate = fixGateAtStart
  const fixes: FixSeen[] = []
  for (const epoch of epochs) {
    decoder.push(epoch)
    for (const report of reports) {
      if (report.kind !== 'fix' && report.kind !== 'no-fix') continue
      const planned = planNavigation(gate, report, monotonicMs(nowMs))
      gate = planned.state
      for (const action of planned.actions) if (action.do === 'accept') fixes.push(action.fix)
    }
    reports = []
    nowMs += 1000
  }
  return fixes
}

interface Mutation {
  at: number
  how: 'flip' | 'cut' | 'insert' | 'double'
  length: number
  byte: number
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  how: fc.constantFrom('flip', 'cut', 'insert', 'double'),
  length: fc.integer({ min: 1, max: 60 }),
  byte: fc.integer({ min: 0, max: 255 }),
})

const mutated = (bytes: Buffer, { at, how, length, byte }: Mutation): Buffer => {
  const index = Math.floor(at * (bytes.length - 1))
  const [before, after] = [bytes.subarray(0, index), bytes.subarray(index)]
  switch (how) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)])
    case 'cut':
      return Buffer.concat([before, after.subarray(length)])
    case 'insert':
      return Buffer.concat([before, Buffer.alloc(length, byte), after])
    case 'double':
      return Buffer.concat([before, after.subarray(0, length), after])
  }
}

/** Where the train was at some time of the stream: a mutation may delay what it says, never move it. */
const isOnTheWay = ({ latDeg, lonDeg }: FixSeen): boolean =>
  Array.from({ length: EPOCHS }, (_, second) => second).some(
    (second) =>
      distanceM({ latDeg, lonDeg, heightM: 0 }, { latDeg: LAT_DEG, lonDeg: lonDegAt(second), heightM: 0 }) < 30,
  )

for (const [name, epochAt] of [
  ['NMEA', nmeaEpoch],
  ['UBX', ubxEpoch],
] as const) {
  test(`no mutation of a stream of ${name} moves an accepted fix off the train’s way`, (t) => {
    const epochs = Array.from({ length: EPOCHS }, (_, second) => epochAt(second))
    t.true(accepted(epochs).length >= EPOCHS - 1)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: EPOCHS - 1 }), mutation), { minLength: 1, maxLength: 20 }), (all) => {
        const spoilt = [...epochs]
        for (const [epoch, each] of all) spoilt[epoch] = mutated(spoilt[epoch] as Buffer, each)
        const fixes = accepted(spoilt)
        t.true(fixes.every(isOnTheWay), JSON.stringify(fixes.find((fix) => !isOnTheWay(fix))))
      }),
      { numRuns: 300 },
    )
  })
}
