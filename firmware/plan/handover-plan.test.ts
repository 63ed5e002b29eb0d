import test from 'ava'
import fc from 'fast-check'
import { bestHandovers, bestNow, type HandoverCost, NONE, type ServiceStep, sameCost } from './handover-plan.ts'

const step = (service: Readonly<Record<number, number>>): ServiceStep => ({
  ids: Object.keys(service).map(Number),
  service: Object.values(service),
})
const netOf = (
  steps: readonly ServiceStep[],
  path: readonly number[],
  cost: HandoverCost,
  followed?: number,
): number => {
  let net = 0
  let before = followed
  path.forEach((id, at) => {
    const { ids, service } = steps[at] as ServiceStep
    net += id === NONE ? 0 : (service[ids.indexOf(id)] ?? Number.NaN)
    if (id !== NONE && before !== undefined && id !== before) net -= cost(before, id, at)
    before = id
  })
  return net
}

/** Every path there is. */
const bestByTrying = (steps: readonly ServiceStep[], cost: HandoverCost, followed?: number): number => {
  let best = Number.NEGATIVE_INFINITY
  const visit = (path: number[]): void => {
    const next = steps[path.length]
    if (!next) {
      best = Math.max(best, netOf(steps, path, cost, followed))
      return
    }
    for (const id of [NONE, ...next.ids]) visit([...path, id])
  }
  visit([])
  return best
}

test('a little more service for a moment does not pay for two handovers', (t) => {
  const steps = [step({ 1: 5, 2: 4 }), step({ 1: 5, 2: 6 }), step({ 1: 5, 2: 4 })]
  t.deepEqual(bestHandovers(steps, sameCost(1)), [1, 1, 1])
  t.deepEqual(bestHandovers(steps, sameCost(0.1)), [1, 2, 1])
})

test('it leaves for the satellite that lasts, not for the one that is best now', (t) => {
  const steps = [step({ 1: 1, 2: 5, 3: 4 }), step({ 2: 5, 3: 4 }), step({ 3: 4 }), step({ 3: 4 })]
  t.deepEqual(bestHandovers(steps, sameCost(3)), [3, 3, 3, 3])
})

test('where nothing is visible there is no satellite, and what follows is acquired anew', (t) => {
  t.deepEqual(bestHandovers([step({ 1: 5 }), step({}), step({ 1: 5 })], sameCost(1)), [1, NONE, 1])
  t.deepEqual(bestHandovers([step({}), step({ 2: 1 })], sameCost(5)), [NONE, NONE])
})

test('a satellite that is followed already is left only when that pays', (t) => {
  const steps = [step({ 1: 5, 2: 6 }), step({ 1: 5, 2: 6 })]
  t.is(bestNow(steps, sameCost(1), 1), 2)
  t.is(bestNow(steps, sameCost(3), 1), 1)
  t.is(bestNow(steps, sameCost(3)), 2)
})

test('of equals the one that is followed stays', (t) => {
  t.is(bestNow([step({ 1: 5, 2: 5 })], sameCost(0), 2), 2)
  t.is(bestNow([step({ 1: 5, 2: 5 })], sameCost(0), 1), 1)
})

test('costs may depend on the pair: a dish takes the near one', (t) => {
  const slew: HandoverCost = (from, to) => Math.abs(from - to)
  t.is(bestNow([step({ 2: 5, 9: 6 })], slew, 1), 2)
})

test('no path of any sky is better than the planned one', (t) => {
  const sky = fc.array(fc.dictionary(fc.constantFrom('1', '2', '3'), fc.integer({ min: 0, max: 9 })), { maxLength: 5 })
  const rule = fc.property(
    sky,
    fc.integer({ min: 0, max: 6 }),
    fc.option(fc.constantFrom(1, 2, 3), { nil: undefined }),
    fc.boolean(),
    (shown, base, followed, isLeastKnown) => {
      const steps = shown.map((one) => step(one))
      const perChange = (from: number, to: number) => base + (from === NONE ? 0 : Math.abs(from - to) / 2)
      const cost: HandoverCost = isLeastKnown ? Object.assign(perChange, { least: base }) : perChange
      const planned = netOf(steps, bestHandovers(steps, cost, followed), cost, followed)
      return Math.abs(planned - bestByTrying(steps, cost, followed)) < 1e-9
    },
  )
  t.notThrows(() => fc.assert(rule))
})

test('where it is known what a change costs at the least, few of them are looked at', (t) => {
  const steps = Array.from({ length: 20 }, (_, at) =>
    step(Object.fromEntries(Array.from({ length: 50 }, (_, id) => [id, 10 + ((7 * id + at) % 50)]))),
  )
  let asked = 0
  const counted = (): number => {
    asked++
    return 40
  }
  const all = bestHandovers(steps, counted)
  const without = asked
  asked = 0
  t.deepEqual(bestHandovers(steps, Object.assign(counted, { least: 40 })), all)
  t.true(asked < without / 10, `${asked} of ${without}`)
})
