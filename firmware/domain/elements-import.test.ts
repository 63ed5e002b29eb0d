import test from 'ava'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { type ElementSet, parseTle } from './elements.ts'
import { JUMP_QUARANTINE_HOURS, parseBarred, planImport } from './elements-import.ts'

const EPOCH_MS = Date.UTC(2026, 4, 30)
const HOUR_MS = 3_600_000

const setAt = (epochUtcMs: number): ElementSet => {
  const read = parseTle(syntheticTle({ epochUtcMs, seed: 3 }), 'test')
  if ('error' in read) throw new Error(read.error)
  return read
}
const first = setAt(EPOCH_MS)

/** The same satellites a moment later, where they were; those of `moved` a minute ahead on their way. */
const later = (moved: readonly number[] = []): ElementSet => ({
  ...first,
  satellites: first.satellites.map((satellite, index) => {
    const { satrec } = satellite
    const mo = satrec.mo + (moved.includes(index) ? satrec.no : 0)
    return { ...satellite, epochUtcMs: satellite.epochUtcMs + 1, satrec: { ...satrec, mo } }
  }),
})

test('a first set is taken whole', (t) => {
  t.deepEqual(planImport(undefined, first), { added: first.satellites.length, gone: 0, jumps: [], barred: [] })
})

test('a satellite that jumped is left alone until a day and a half after its newer epoch', (t) => {
  const next = later([5])
  const plan = planImport({ elements: first, barred: [] }, next)
  if ('refused' in plan) return t.fail(plan.refused)
  const moved = next.satellites[5]
  t.deepEqual(
    plan.jumps.map(({ noradId }) => noradId),
    [moved?.noradId],
  )
  t.deepEqual(plan.barred, [
    { noradId: moved?.noradId, untilUtcMs: (moved?.epochUtcMs ?? 0) + JUMP_QUARANTINE_HOURS * HOUR_MS },
  ])
})

test('earlier quarantines are kept until the middle epoch is beyond them', (t) => {
  const still = { noradId: 7, untilUtcMs: EPOCH_MS + HOUR_MS }
  const over = { noradId: 8, untilUtcMs: EPOCH_MS - HOUR_MS }
  const plan = planImport({ elements: first, barred: [still, over] }, later())
  t.deepEqual('refused' in plan ? plan : plan.barred, [still])
})

test('a set that is older, cut short or mostly spoilt is refused', (t) => {
  const present = { elements: later(), barred: [] }
  const few = { ...later(), satellites: later().satellites.slice(0, 100) }
  const spoilt = { ...few, rejected: Array.from({ length: 101 }, () => ({ line: 1, name: 'X', reason: 'bad' })) }
  const whyOf = (next: ElementSet): string => {
    const plan = planImport(present, next)
    return 'refused' in plan ? plan.refused : ''
  }
  t.regex(whyOf(first), /older/)
  t.regex(whyOf(few), /^it has 100 of the \d+ satellites that are there now$/)
  t.regex(whyOf(spoilt), /^only 100 of its 201 sets are good$/)
})

test('another fleet, however large, is no successor', (t) => {
  const other = {
    ...later(),
    satellites: later().satellites.map((one) => ({ ...one, noradId: one.noradId + 100_000 })),
  }
  const plan = planImport({ elements: first, barred: [] }, other)
  t.regex('refused' in plan ? plan.refused : '', /^it has 0 of the \d+ satellites that are there now$/)
})

test('one satellite with an epoch years ahead neither keeps out later sets nor ends quarantines', (t) => {
  const barred = [{ noradId: 7, untilUtcMs: EPOCH_MS + HOUR_MS }]
  const [odd, ...others] = first.satellites
  if (!odd) return t.fail()
  const spoilt = { ...first, satellites: [{ ...odd, epochUtcMs: EPOCH_MS + 1e5 * HOUR_MS }, ...others] }
  const taken = planImport({ elements: first, barred }, spoilt)
  t.true('barred' in taken && taken.barred.some(({ noradId }) => noradId === 7))
  t.false('refused' in planImport({ elements: spoilt, barred: [] }, later()))
})

test('a damaged file of quarantines bars nobody', (t) => {
  t.deepEqual(parseBarred('[{"noradId":7,"untilUtcMs":5}]'), [{ noradId: 7, untilUtcMs: 5 }])
  for (const text of ['', '{', '[{"noradId":"7"}]', '{"a":1}']) t.deepEqual(parseBarred(text), [])
})
