import test from 'ava'
import { COUNTER_AT_MOST, type TransmitOrder } from '../domain/transmit-order.ts'
import { latchesAtStart, latchesOf, latchState, planLockout, planOrder } from './transmit-latches.ts'

const order: TransmitOrder = { do: 'disable', trainId: 'kz-17', counter: 5, signer: 'noc', reason: 'interference' }
const when = { utcMs: Date.UTC(2026, 4, 31), utcTrust: 'trusted' } as const
const here = { trainId: 'kz-17', when }
const disabled = planOrder(latchesAtStart, order, here)
const locked = planLockout(latchesAtStart, { do: 'lock', by: 'Aigerim', reason: 'cable on the roof' }, when)

test('a lockout bears a name and a reason, and is lifted by a person only', (t) => {
  t.deepEqual(latchesOf(locked.state), { lockout: 'Aigerim: cable on the roof' })
  const { state, reasons } = planOrder(locked.state, { ...order, do: 'release' }, here)
  t.is(latchesOf(state).lockout, 'Aigerim: cable on the roof')
  t.deepEqual(reasons, ['transmission released by noc: interference'])
  const lifted = planLockout(locked.state, { do: 'unlock', by: 'Bolat' }, when)
  t.deepEqual([latchesOf(lifted.state), lifted.reasons], [{}, ['roof-work lockout of Aigerim lifted by Bolat']])
})

test('each person’s lockout is kept, and each lifts their own; who has none lifts no other’s where there are several', (t) => {
  const both = planLockout(locked.state, { do: 'lock', by: 'Bolat', reason: 'snow' }, when).state
  t.deepEqual(latchesOf(both), { lockout: 'Aigerim: cable on the roof; Bolat: snow' })
  const stranger = planLockout(both, { do: 'unlock', by: 'Dana' }, when)
  t.is(stranger.state, both)
  t.regex(stranger.reasons[0] ?? '', /^Aigerim and Bolat have each locked the roof out/)
  const one = planLockout(both, { do: 'unlock', by: 'Bolat' }, when)
  t.deepEqual(latchesOf(one.state), { lockout: 'Aigerim: cable on the roof' })
  t.deepEqual(one.reasons, ['roof-work lockout of Bolat lifted by Bolat', 'the lockout of Aigerim still holds'])
})

test('whoever locks again gives a newer reason, and eight lockouts are enough', (t) => {
  const again = planLockout(locked.state, { do: 'lock', by: 'Aigerim', reason: 'array' }, when).state
  t.deepEqual(latchesOf(again), { lockout: 'Aigerim: array' })
  const many = Array.from({ length: 9 }, (_, index) => `P${index}`).reduce(
    (state, by) => planLockout(state, { do: 'lock', by, reason: 'work' }, when).state,
    latchesAtStart,
  )
  t.is(many.lockout?.length, 8)
  const long = planLockout(many, { do: 'lock', by: 'P0', reason: 'w'.repeat(120) }, when).state
  t.true((latchesOf(long).lockout ?? '').length <= 400)
})

test('an order to stop latches until a newer one releases', (t) => {
  t.deepEqual(latchesOf(disabled.state), { disabled: 'noc: interference' })
  const released = planOrder(disabled.state, { ...order, do: 'release', counter: 6, reason: 'cleared' }, here)
  t.deepEqual(latchesOf(released.state), {})
})

test('an order that is not newer than its signer’s last changes nothing', (t) => {
  for (const counter of [4, 5]) {
    const again = planOrder(disabled.state, { ...order, do: 'release', counter }, here)
    t.is(again.state, disabled.state)
    t.regex(again.reasons[0] ?? '', /^order refused: its counter \d is not above 5$/)
  }
})

test('only who ordered transmission off releases it', (t) => {
  const shore = { ...order, signer: 'shore', counter: 1 }
  const refused = planOrder(disabled.state, { ...shore, do: 'release' }, here)
  t.is(refused.state, disabled.state)
  t.deepEqual(refused.reasons, ['order refused: noc ordered transmission off: shore cannot release that'])
  const both = planOrder(disabled.state, { ...shore, reason: 'test range' }, here)
  t.deepEqual(latchesOf(both.state), { disabled: 'noc: interference; shore: test range' })
  const left = planOrder(both.state, { ...order, do: 'release', counter: 6 }, here)
  t.deepEqual(latchesOf(left.state), { disabled: 'shore: test range' })
  t.deepEqual(left.reasons, ['transmission released by noc: interference', 'the order of shore still holds'])
  t.deepEqual(latchesOf(planOrder(left.state, { ...shore, do: 'release', counter: 2 }, here).state), {})
})

test('an order again by the same signer replaces the one before', (t) => {
  const again = planOrder(disabled.state, { ...order, counter: 6, reason: 'still' }, here)
  t.deepEqual(latchesOf(again.state), { disabled: 'noc: still' })
})

test('an order whose counter leaves none for its release is refused, and the last that can be released is taken', (t) => {
  const refused = planOrder(latchesAtStart, { ...order, counter: COUNTER_AT_MOST }, here)
  t.is(refused.state, latchesAtStart)
  t.regex(refused.reasons[0] ?? '', /^order refused: no release could follow its counter 9{12}$/)
  const last = planOrder(latchesAtStart, { ...order, counter: COUNTER_AT_MOST - 1 }, here)
  const released = planOrder(last.state, { ...order, do: 'release', counter: COUNTER_AT_MOST }, here)
  t.deepEqual(latchesOf(released.state), {})
})

test('an order for another train changes nothing', (t) => {
  t.is(planOrder(latchesAtStart, order, { ...here, trainId: 'kz-18' }).state, latchesAtStart)
})

test('what is latched survives being written and read', (t) => {
  t.deepEqual(latchState.parse(JSON.parse(JSON.stringify(disabled.state))), disabled.state)
})

test('when something was latched is kept with it, as far as time was trusted then', (t) => {
  t.deepEqual(locked.state.lockout, [{ by: 'Aigerim', reason: 'cable on the roof', ...when }])
  t.deepEqual(disabled.state.disabled, [{ by: 'noc', reason: 'interference', ...when }])
  const inTheDark = planLockout(latchesAtStart, { do: 'lock', by: 'Aigerim', reason: 'x' }, { utcTrust: 'none' })
  t.deepEqual(latchState.parse(JSON.parse(JSON.stringify(inTheDark.state))), inTheDark.state)
})

test('what older firmware latched without a time is still latched', (t) => {
  const old = { lockout: { by: 'Aigerim', reason: 'cable' }, counters: { noc: 5 } }
  t.deepEqual(latchesOf(latchState.parse(old)), { lockout: 'Aigerim: cable' })
  const single = { disabled: { by: 'noc', reason: 'interference' }, counters: { noc: 5 } }
  t.deepEqual(latchesOf(latchState.parse(single)), { disabled: 'noc: interference' })
})
