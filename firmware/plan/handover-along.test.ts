import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { planRolling, planWhole, rollingPlanner, summarize, type WayStep } from './handover-along.ts'

/** Satellites that rise, culminate and set one after the other, as seen each 10 s. */
const sky = (steps: number, seed: number): WayStep[] => {
  const random = seededRandom(seed)
  const passes = Array.from({ length: 40 }, (_, index) => ({
    id: index + 1,
    middle: steps * random.next(),
    halfWidth: 8 + 10 * random.next(),
    peak: 2 + 2 * random.next(),
  }))
  return Array.from({ length: steps }, (_, step) => {
    const up = passes.filter(({ middle, halfWidth }) => Math.abs(step - middle) < halfWidth)
    return {
      ids: up.map(({ id }) => id),
      service: up.map(({ middle, halfWidth, peak }) => peak * (1 - ((step - middle) / halfWidth) ** 2)),
      durationS: 10,
    }
  })
}

const netOf = (way: readonly WayStep[], path: readonly number[], costS: number): number => {
  const { capacity, handovers, meanBestCapacity } = summarize(way, path)
  return capacity * 10 - handovers * costS * meanBestCapacity
}

for (const seed of [1, 2, 3])
  test(`a horizon of ten minutes loses next to nothing against knowing the whole way (seed ${seed})`, (t) => {
    const way = sky(300, seed)
    const whole = netOf(way, planWhole(way, 5), 5)
    const rolling = netOf(way, planRolling(way, 5, 60), 5)
    t.true(rolling <= whole + 1e-9 && rolling >= 0.995 * whole, `${rolling} of ${whole}`)
  })

test('dearer handovers are fewer', (t) => {
  const way = sky(300, 4)
  const counts = [0, 5, 20, 60].map((costS) => summarize(way, planWhole(way, costS)).handovers)
  t.deepEqual(
    counts,
    counts.toSorted((a, b) => b - a),
  )
  t.true((counts[0] ?? 0) > (counts[3] ?? 0))
})

test('a rolling decision uses only what it has been shown', (t) => {
  const way = sky(100, 5)
  const changed = way.map((step, at) => (at < 50 ? step : { ...step, service: step.service.map(() => 0) }))
  t.deepEqual(planRolling(way, 5, 10).slice(0, 41), planRolling(changed, 5, 10).slice(0, 41))
})

test('a rolling decision is made for the oldest step that has none', (t) => {
  const planner = rollingPlanner(5)
  planner.see({ ids: [7], service: [1], durationS: 10 })
  planner.see({ ids: [8], service: [9], durationS: 10 })
  t.is(planner.decide(), 7)
  t.is(planner.decide(), 8)
})

test('steps without a satellite are outage', (t) => {
  const way: WayStep[] = [
    { ids: [1], service: [2], durationS: 10 },
    { ids: [], service: [], durationS: 5 },
    { ids: [2], service: [3], durationS: 10 },
  ]
  t.deepEqual(summarize(way, planWhole(way, 1)), {
    handovers: 1,
    outageS: 5,
    capacity: 5,
    meanBestCapacity: 2,
  })
})

test('the first satellite is free whenever it rises, and each after an outage counts, the same one too', (t) => {
  const dark: WayStep = { ids: [], service: [], durationS: 10 }
  const lit: WayStep = { ids: [1], service: [2], durationS: 10 }
  const way = [dark, lit, dark, lit, lit]
  for (const path of [planWhole(way, 5), planRolling(way, 5, 2)]) {
    t.deepEqual(path, [-1, 1, -1, 1, 1])
    t.is(summarize(way, path).handovers, 1)
  }
  t.deepEqual(planWhole([dark, lit], 30), [-1, 1])
  t.deepEqual(planWhole([dark, lit, dark, lit], 30), [-1, 1, -1, -1])
})
