import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { type PermitLineState, type PermitSeen, permitLineAtStart, permitTimes, planPermitLine } from './permit-line.ts'

const dish: PermitSeen = { name: 'dish', permit: 'given', isModemAlive: true }
const array = (permit: PermitSeen['permit'], isModemAlive = true): PermitSeen => ({
  name: 'array',
  permit,
  isModemAlive,
})
const at = (ms: number, seen: PermitSeen, state: PermitLineState) =>
  planPermitLine(state, [seen, dish], monotonicMs(ms))

test('the line is renewed for whoever is permitted, and for nobody else', (t) => {
  t.true(at(0, array('given'), permitLineAtStart).mayRenew)
  t.true(at(0, array('none'), permitLineAtStart).mayRenew)
  t.false(planPermitLine(permitLineAtStart, [array('none')], monotonicMs(0)).mayRenew)
})

test('when a terminal loses its permit, and its modem hears that, the line rests for half a second', (t) => {
  const lost = at(1_000, array('lost'), permitLineAtStart)
  t.false(lost.mayRenew)
  t.false(at(1_499, array('none'), lost.state).mayRenew)
  t.true(at(1_500, array('none'), lost.state).mayRenew)
})

test('while its modem cannot be heard the line rests until that modem has muted itself', (t) => {
  const lost = at(1_000, array('lost', false), permitLineAtStart)
  t.false(at(4_499, array('none', false), lost.state).mayRenew)
  t.true(at(4_500, array('none', false), lost.state).mayRenew)
})

test('a modem that falls silent, or was silent in between, may not have heard', (t) => {
  const lost = at(1_000, array('lost'), permitLineAtStart)
  const silent = at(1_600, array('none', false), lost.state)
  t.false(silent.mayRenew)
  t.false(at(1_700, array('none'), silent.state).mayRenew)
  t.true(at(4_500, array('none'), silent.state).mayRenew)
})

test('a terminal that is permitted again does not shorten the rest', (t) => {
  const lost = at(1_000, array('lost', false), permitLineAtStart)
  t.false(at(1_600, array('given'), lost.state).mayRenew)
})

test('a permit that is lost again does not shorten the rest for a modem that may not have heard, nor lengthen it', (t) => {
  const silent = at(1_000, array('lost', false), permitLineAtStart)
  const given = at(2_200, array('given'), silent.state)
  const again = at(2_300, array('lost'), given.state)
  t.false(at(4_499, array('none'), again.state).mayRenew)
  t.true(at(4_500, array('none'), again.state).mayRenew)
})

test('the line rests while the switch in a cable moves or waits to be thrown, whoever is permitted', (t) => {
  t.false(at(0, { ...array('none'), needsQuiet: true }, permitLineAtStart).mayRenew)
  t.true(at(0, { ...array('none'), needsQuiet: false }, permitLineAtStart).mayRenew)
})

test('how long it rests yet is told, as far as that is known', (t) => {
  const lost = at(1_000, array('lost'), permitLineAtStart)
  t.is(lost.restsForMs, 500)
  const silent = at(1_300, array('none', false), lost.state)
  t.is(silent.restsForMs, 3_200)
  t.is(at(4_500, array('none'), silent.state).restsForMs, 0)
})

test('an edge ends at most 100 ms after the permission that made it, in proportion at slower rates', (t) => {
  t.deepEqual(permitTimes(20), { permissionHoldsMs: 80, edgeWithinMs: 20 })
  t.deepEqual(permitTimes(2), { permissionHoldsMs: 800, edgeWithinMs: 200 })
})
