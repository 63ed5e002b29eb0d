import test from 'ava'
import type { Blockage } from '../domain/route.ts'
import type { SkyAhead } from '../domain/sky-outlook.ts'
import { meanBestService, serviceAhead } from './service-ahead.ts'

const observer = { latDeg: 51, lonDeg: 71, heightM: 300 }
type Seen = Readonly<Record<number, readonly [azimuthDeg: number, elevationDeg: number]>>
const sky = (utcMs: number, seen: Seen): SkyAhead => ({
  utcMs,
  observer,
  ids: Object.keys(seen).map(Number),
  looks: Object.values(seen).map(([azimuthDeg, elevationDeg]) => ({ azimuthDeg, elevationDeg, rangeKm: 1_500 })),
  worth: Object.keys(seen).map(() => 2),
})
const plan = { maskDeg: 25, stepS: 10 }
const now = { utcMs: 0, excluded: new Set<number>() }
const servesOf = (seen: readonly Seen[], more: object = {}) =>
  serviceAhead(plan).steps(
    seen.map((one, step) => sky(step * 10_000, one)),
    { ...now, ...more },
  )

test('a step brings capacity times the time above the mask', (t) => {
  const [step] = servesOf([
    { 1: [0, 40], 2: [0, 26], 3: [0, 24], 4: [0, 23] },
    { 1: [0, 41], 2: [0, 24], 3: [0, 28], 4: [0, 24] },
  ])
  t.deepEqual(step, { ids: [1, 2, 3], service: [20, 10, 15] })
})

test('what a mount misses of a step is not brought', (t) => {
  const seen = [0, 1].map((step) => sky(step * 10_000, { 1: [0, 88], 2: [0, 40] }))
  const missedShare = ({ elevationDeg }: { elevationDeg: number }): number => (elevationDeg > 85 ? 0.75 : 0)
  const [step] = serviceAhead({ ...plan, missedShare }).steps(seen, now)
  t.deepEqual(step, { ids: [1, 2], service: [5, 20] })
})

test('who is excluded brings nothing', (t) => {
  const seen = { 1: [0, 40], 2: [0, 50] } as const
  t.deepEqual(servesOf([seen, seen], { excluded: new Set([1]) })[0], { ids: [2], service: [20] })
})

const cutting: Blockage = { kind: 'cutting', name: 'rocks', fromKm: 10, toKm: 11, wallDeg: 40, source: 'test' }
const along = (sigmaKm: number) => ({
  blockages: [cutting],
  at: (seconds: number) => ({ chainageKm: 9 + 0.03 * seconds, sigmaKm, bearingDeg: 0 }),
})

test('in a cutting ahead what stands low across the track brings nothing, once the train is there', (t) => {
  const seen = { 1: [90, 30], 2: [0, 30] } as const
  const steps = servesOf(
    Array.from({ length: 9 }, () => seen),
    { line: along(0.01) },
  )
  // From km 10 to 11 at 30 m/s: seconds 33 to 67, asked in the middle of each step.
  const isOpen = steps.map(({ service: [one = 0] }) => one > 10)
  t.deepEqual(isOpen, [true, true, true, false, false, false, false, true])
  t.true(steps.every(({ service }) => service[1] === 20))
})

test('while the place along the line is vague it brings a little less for longer', (t) => {
  const seen = { 1: [90, 30] } as const
  const steps = servesOf(
    Array.from({ length: 9 }, () => seen),
    { line: along(2.5) },
  )
  t.true(steps.every(({ service: [one = 0] }) => one > 15 && one < 20))
})

test('into a sector of the body nothing is served', (t) => {
  const sectors = [{ name: 'mast', azimuthDeg: [80, 100] as const, elevationDeg: [0, 90] as const }]
  const body = { sectors, marginDeg: 0, headingTrueDeg: 90, pitchDeg: 0, rollDeg: 0 }
  const seen = { 1: [180, 40], 2: [90, 40] } as const
  t.deepEqual(servesOf([seen, seen], { body })[0]?.service, [0, 20])
})

test('the mean best service is that of the best of each step', (t) => {
  t.is(
    meanBestService([
      { ids: [1, 2], service: [4, 8] },
      { ids: [], service: [] },
    ]),
    4,
  )
  t.is(meanBestService([]), 0)
})
