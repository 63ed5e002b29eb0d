import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { monotonicMs } from '../../hal/units.ts'
import type { LinkOutage } from '../domain/link-outage.ts'
import { type FadeState, type HeardSignal, noFade, planFade } from './signal-fade.ts'

const CLEAR_DB = 11
const NOISE_DB = 0.3

/** Lives through seconds, with what is expected and said after each. */
const live = (seconds: number, heardAt: (second: number) => HeardSignal | undefined) => {
  let state: FadeState = noFade
  const expected: (LinkOutage | undefined)[] = []
  const reasons: [second: number, text: string][] = []
  for (let second = 0; second < seconds; second++) {
    const planned = planFade(state, heardAt(second), monotonicMs(second * 1_000))
    state = planned.state
    expected.push(planned.actions[0]?.outage)
    for (const text of planned.reasons) reasons.push([second, text])
  }
  return { expected, reasons }
}

const dish = (dbAt: (second: number) => number | undefined, seed = 1) => {
  const random = seededRandom(seed)
  return (second: number): HeardSignal | undefined => {
    const db = dbAt(second)
    return db === undefined ? undefined : { carrierToNoiseDb: db + NOISE_DB * random.normal(), elevationDeg: 31 }
  }
}

const RAIN_AT = 600

/** Rain that takes `dbPerS` from the tenth minute on. */
const rain = (dbPerS: number) => (second: number) => CLEAR_DB - dbPerS * Math.max(0, second - RAIN_AT)

for (const dbPerS of [0.02, 0.05, 0.1])
  test(`rain that takes ${dbPerS} dB/s is expected to end service 20 s before it does, within half a minute`, (t) => {
    for (let seed = 1; seed <= 10; seed++) {
      const endS = Math.floor(RAIN_AT + (CLEAR_DB - 3.5) / dbPerS)
      const { expected } = live(endS, dish(rain(dbPerS), seed))
      t.is(expected.slice(0, RAIN_AT).find(Boolean), undefined, 'nothing before it rains')
      for (let second = endS - 20; second < endS; second++) {
        const { fromMs = 0, chance = 0 } = expected[second] ?? {}
        t.true(Math.abs(fromMs / 1_000 - (endS - 12)) < 30, `${second}`)
        t.true(chance > 0.5, `${second} ${chance}`)
      }
    }
  })

test('a clear sky of an hour expects nothing', (t) => {
  for (let seed = 1; seed <= 10; seed++)
    t.is(
      live(
        3_600,
        dish(() => CLEAR_DB, seed),
      ).expected.find(Boolean),
      undefined,
    )
})

test('blockage, and a step that something takes from the signal, are no weather', (t) => {
  const tunnels = live(
    2_000,
    dish((second) => (second % 300 < 40 ? undefined : CLEAR_DB)),
  )
  t.is(tunnels.expected.find(Boolean), undefined)
  const drifted = live(
    2_000,
    dish((second) => (second % 300 < 15 ? undefined : CLEAR_DB - Math.max(0, 30 - (second % 300)) / 5)),
  )
  t.is(drifted.expected.find(Boolean), undefined, 'the aim comes back slowly after each')
  const step = live(
    2_000,
    dish((second) => (second < RAIN_AT ? CLEAR_DB : CLEAR_DB - 5)),
  )
  t.is(step.expected.find(Boolean), undefined)
})

test('satellites that pass and are handed over are no weather', (t) => {
  const random = seededRandom(5)
  const passing = (second: number): HeardSignal => {
    const elevationDeg = 30 + 50 * Math.abs(Math.sin(second / 97))
    const carrierToNoiseDb = 4 + 8 * Math.sin((elevationDeg * Math.PI) / 180) + NOISE_DB * random.normal()
    return { elevationDeg, carrierToNoiseDb }
  }
  t.is(live(3_600, passing).expected.find(Boolean), undefined)
})

test('weather on satellites that pass is found all the same', (t) => {
  const random = seededRandom(6)
  const passing = (second: number): HeardSignal => {
    const elevationDeg = 30 + 50 * Math.abs(Math.sin(second / 97))
    const clearDb = 4 + 8 * Math.sin((elevationDeg * Math.PI) / 180)
    const lostDb = 0.05 * Math.max(0, second - 2_400)
    return { elevationDeg, carrierToNoiseDb: clearDb - lostDb + NOISE_DB * random.normal() }
  }
  const { expected } = live(2_560, passing)
  t.is(expected.slice(0, 2_400).find(Boolean), undefined)
  t.true((expected[2_500]?.chance ?? 0) > 0.3)
})

test('what is told once holds until the signal has stood still for a minute, and is told once', (t) => {
  const shower = (second: number): number => CLEAR_DB - 0.05 * Math.min(80, Math.max(0, second - RAIN_AT))
  const { reasons, expected } = live(RAIN_AT + 400, dish(shower))
  t.is(reasons.length, 2)
  t.regex(reasons[0]?.[1] ?? '', /^weather: the signal is \d\.\d dB weaker than usual and falls by 0\.\d\d dB\/s$/)
  const overS = reasons[1]?.[0] ?? 0
  t.true(overS >= RAIN_AT + 160 && overS < RAIN_AT + 260, String(overS))
  t.is(expected[overS], undefined)
})

test('a signal that stands still near its end is expected to be lost, until it is well again', (t) => {
  const heavy = (second: number): number => {
    if (second < RAIN_AT) return CLEAR_DB
    if (second < RAIN_AT + 600) return Math.max(4, CLEAR_DB - 0.1 * (second - RAIN_AT))
    return Math.min(CLEAR_DB, 4 + 0.05 * (second - RAIN_AT - 600))
  }
  const { expected } = live(RAIN_AT + 900, dish(heavy))
  t.true((expected[RAIN_AT + 500]?.fromMs ?? Number.POSITIVE_INFINITY) <= (RAIN_AT + 500) * 1_000)
  t.is(expected[RAIN_AT + 880], undefined)
})
