import test from 'ava'
import { monotonicMs, utcMs } from '../../../hal/units.ts'
import { syntheticTle } from '../../../hardware/twin/world/constellation.ts'
import { walkerElements } from '../../../test/walker-constellation.ts'
import { parseTle } from '../../domain/elements.ts'
import { separationDeg } from '../../domain/frames.ts'
import type { LookAngle } from '../../domain/geodesy.ts'
import { gsoArc } from '../../domain/gso-arc.ts'
import { type ChoiceRules, ConstellationChoice } from './constellation-choice.ts'

const START_UTC_MS = Date.UTC(2026, 4, 31, 15)
const read = parseTle(syntheticTle({ epochUtcMs: START_UTC_MS, seed: 1 }), 'synthetic')
if ('error' in read) throw new Error(read.error)
const elements = read
const astana = { latDeg: 51.112, lonDeg: 71.533, heightM: 350 }
const rules: ChoiceRules = { maskDeg: 25, pointingLimitDeg: 2.5, gsoAvoidanceDeg: 0, gateways: [] }
const MINUTES = 40

/** What is followed every ten seconds while the train stands. */
const follow = (more: Partial<ChoiceRules> = {}, choice = new ConstellationChoice(elements, { ...rules, ...more })) => {
  const looks: { noradId: number | undefined; look: LookAngle | undefined }[] = []
  for (let second = 0; second < MINUTES * 60; second += 10) {
    const nowUtcMs = utcMs(START_UTC_MS + second * 1000)
    choice.lookAhead(nowUtcMs, () => astana, Number.POSITIVE_INFINITY)
    const seen = { utcMs: nowUtcMs, observer: astana, isLocked: true, aimErrorDeg: 0 }
    choice.decide(seen, monotonicMs(second * 1000))
    const followed = choice.followed()
    looks.push({ noradId: followed?.noradId, look: followed?.lookAt(nowUtcMs, astana) })
  }
  return { choice, looks }
}

/** Degrees from each satellite to the next at handovers. */
const jumpsDeg = (looks: ReturnType<typeof follow>['looks']): number[] =>
  looks.flatMap(({ noradId, look }, index) => {
    const before = looks[index - 1]
    return before?.look && look && before.noradId !== noradId ? [separationDeg(before.look, look)] : []
  })
const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0)

test('there is always a satellite above the mask, and few handovers', (t) => {
  const { looks } = follow()
  t.true(looks.every(({ look }) => (look?.elevationDeg ?? 0) >= 25))
  t.true(jumpsDeg(looks).length >= 5 && jumpsDeg(looks).length <= 20)
})

test('a slow mount turns less than a beam would jump', (t) => {
  const slow = follow({ slewS: (from, to) => separationDeg(from, to) })
  t.true(sum(jumpsDeg(slow.looks)) < 0.9 * sum(jumpsDeg(follow().looks)))
})

test('what is followed keeps clear of the geostationary arc, where that is asked', (t) => {
  const toArcDeg = gsoArc(astana)
  const nearest = (gsoAvoidanceDeg: number): number =>
    Math.min(...follow({ gsoAvoidanceDeg }).looks.map(({ look }) => (look ? toArcDeg(look) : 180)))
  const unasked = nearest(0)
  t.true(unasked < 40)
  // A step begins clear of it: within one a satellite moves a degree or two.
  t.true(nearest(unasked + 10) > unasked + 7)
})

test('the plan reaches ten minutes ahead and begins with what is followed', (t) => {
  const { choice, looks } = follow()
  const planned = choice.planned()
  t.is(planned.length, 60)
  t.is(planned[0]?.noradId, looks.at(-1)?.noradId)
  t.true(planned.every(({ noradId, capacity = 0 }) => noradId !== undefined && capacity > 0))
})

/** The same satellites without those that stand in the sky. */
const without = (noradIds: readonly (number | undefined)[]) => ({
  ...elements,
  satellites: elements.satellites.filter(({ noradId }) => !noradIds.includes(noradId)),
})

/** Decides each second of some more, with few looks a second. */
const goOn = (choice: ConstellationChoice, seconds: number): (number | undefined)[] =>
  Array.from({ length: seconds }, (_, index) => {
    const second = MINUTES * 60 + index
    const nowUtcMs = utcMs(START_UTC_MS + second * 1000)
    choice.lookAhead(nowUtcMs, () => astana, 300)
    choice.decide({ utcMs: nowUtcMs, observer: astana, isLocked: true, aimErrorDeg: 0 }, monotonicMs(second * 1000))
    return choice.followed()?.noradId
  })

test('newer elements do not interrupt what is followed', (t) => {
  const { choice, looks } = follow()
  choice.renew(elements, [])
  t.is(choice.followed()?.noradId, looks.at(-1)?.noradId)
  t.true(goOn(choice, 30).every((noradId) => noradId !== undefined))
})

test('a satellite that newer elements do not have is left at once, by the sky that is known already', (t) => {
  const { choice, looks } = follow()
  const gone = looks.at(-1)?.noradId
  choice.renew(without([gone]), [])
  const [first] = goOn(choice, 1)
  t.true(first !== undefined && first !== gone)
})

test('when the sky of newer elements is whole, satellites are planned by it', (t) => {
  const { choice } = follow()
  const planned = new Set(choice.planned().map(({ noradId }) => noradId))
  choice.renew(without([...planned]), [])
  goOn(choice, 60)
  t.is(choice.planned().length, 60)
  t.true(choice.planned().every(({ noradId }) => noradId !== undefined && noradId > 0 && !planned.has(noradId)))
})

/** A decision under a sky of a hundred satellites: how often it was asked for, and what came of it. */
const crowded = (meanwhile: (choice: ConstellationChoice) => void = () => undefined) => {
  const choice = new ConstellationChoice(walkerElements(START_UTC_MS), rules)
  const nowUtcMs = utcMs(START_UTC_MS)
  choice.lookAhead(nowUtcMs, () => astana, Number.POSITIVE_INFINITY)
  const ask = () =>
    choice.decide({ utcMs: nowUtcMs, observer: astana, isLocked: false, aimErrorDeg: 180 }, monotonicMs(0))
  let asked = 1
  for (let reasons = ask(); reasons === undefined; reasons = ask()) {
    if (asked === 1) meanwhile(choice)
    asked++
  }
  return { choice, asked }
}

test('where the sky is full a decision takes several calls, and nothing changes before the last', (t) => {
  const { choice, asked } = crowded((begun) => {
    t.is(begun.followed(), undefined)
    t.deepEqual(begun.planned(), [])
  })
  t.true(asked >= 5 && asked <= 40, `${asked}`)
  t.is(choice.planned().length, 60)
  t.is(choice.followed()?.noradId, choice.planned()[0]?.noradId)
})

test('a decision that newer elements or an older record come across is begun anew', (t) => {
  const { asked, choice } = crowded()
  const best = choice.followed()?.noradId ?? 0
  const shut = { noradId: best, untilUtcMs: START_UTC_MS + 3_600_000 }
  for (const meanwhile of [
    (begun: ConstellationChoice) => begun.recall([{ ...shut, failures: 1 }]),
    (begun: ConstellationChoice) => begun.renew(walkerElements(START_UTC_MS), [shut]),
  ]) {
    const anew = crowded(meanwhile)
    t.is(anew.asked, asked + 1)
    t.not(anew.choice.followed()?.noradId, best)
  }
})
