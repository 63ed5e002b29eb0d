import test from 'ava'
import { planSlots, type Slot, type SlotRules, type SlotsObservation, slotsAtStart } from './sim-slots.ts'

const MINUTE_S = 60

const setUp = (rules: SlotRules = { 1: { mayRoam: true }, 2: { mayRoam: true } }) => {
  const rig = { state: slotsAtStart, nowMs: 0, slot: 1 as Slot, said: [] as string[] }
  const switches: string[] = []
  /** Each SIM as it is said to be; a chosen slot answers at once. */
  const pass = (seconds: number, sims: (slot: Slot) => Partial<SlotsObservation> = () => ({})): void => {
    for (let second = 0; second < seconds; second += 5) {
      const seen = { isAlive: true, registration: 'home', rsrpDbm: -90, isEmergency: false, ...sims(rig.slot) }
      const { state, actions, reasons } = planSlots(rig.state, { slot: rig.slot, rules, ...seen }, rig.nowMs)
      rig.state = state
      rig.said.push(...reasons)
      for (const { slot } of actions) {
        switches.push(`${slot} at ${rig.nowMs / 1_000}`)
        rig.slot = slot
      }
      rig.nowMs += 5_000
    }
  }
  return { rig, switches, pass }
}

const only = (bad: Slot, what: Partial<SlotsObservation>) => (slot: Slot) => (slot === bad ? what : {})

test('a SIM that the network refuses is left after a minute', (t) => {
  const { rig, switches, pass } = setUp()
  pass(300, only(1, { registration: 'denied' }))
  t.deepEqual(switches, ['2 at 60'])
  t.deepEqual(rig.said, ['SIM 2 is chosen: SIM 1 is refused by the network'])
})

test('no network, and a weak cell, are ridden out for three minutes', (t) => {
  for (const what of [{ registration: 'searching' }, { rsrpDbm: -125 }]) {
    const { switches, pass } = setUp()
    pass(170, only(1, what))
    pass(60)
    t.deepEqual(switches, [])
    pass(200, only(1, what))
    t.is(switches.length, 1)
  }
})

test('a cell at the edge does not begin to count anew with each decibel', (t) => {
  const { switches, pass } = setUp()
  for (let at = 0; at < 20; at++) {
    pass(5, only(1, { rsrpDbm: -119 }))
    pass(10, only(1, { rsrpDbm: -116 }))
  }
  t.is(switches.length, 1)
})

test('a SIM that may not roam does so for half a minute, one that may stays', (t) => {
  const strict = setUp({ 1: { mayRoam: false }, 2: { mayRoam: true } })
  strict.pass(60, () => ({ registration: 'roaming' }))
  t.deepEqual(strict.switches, ['2 at 30'])
  const free = setUp()
  free.pass(3_600, () => ({ registration: 'roaming' }))
  t.deepEqual(free.switches, [])
})

test('a spent budget is left at once, and not gone back to in the same month', (t) => {
  const { rig, switches, pass } = setUp({ 1: { mayRoam: true, budgetGb: 10 }, 2: { mayRoam: true } })
  pass(5, () => ({ usedGb: 0 }))
  pass(5, () => ({ usedGb: 9.9 }))
  t.deepEqual(switches, [])
  pass(5, () => ({ usedGb: 10.1 }))
  t.is(switches.length, 1)
  pass(5 * 3_600, () => ({ usedGb: 12 }))
  t.is(switches.length, 1)
  t.is(Math.round(rig.state.usedGb[1] * 10), 101)
  pass(10, () => ({ usedGb: 0.1 }))
  t.is(rig.slot, 1, 'a new month')
})

test('the first SIM is tried again after an hour', (t) => {
  const { switches, pass } = setUp()
  pass(100, only(1, { registration: 'denied' }))
  pass(3_700)
  t.deepEqual(switches, ['2 at 60', '1 at 3660'])
})

test('two bad SIMs are tried in turn ever more seldom, never twice in ten minutes', (t) => {
  const { switches, pass } = setUp()
  pass(24 * 3_600, () => ({ registration: 'denied' }))
  const times = switches.map((one) => Number(one.split(' ')[2]))
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  t.true(gaps.every((gap) => gap >= 10 * MINUTE_S))
  t.true(times.length <= 14, `${times.length} in a day: ${gaps.join(' ')}`)
})

test('nothing is chosen while an emergency is on its way, and at once when it is over', (t) => {
  const { switches, pass } = setUp()
  pass(600, only(1, { registration: 'denied', isEmergency: true }))
  t.deepEqual(switches, [])
  pass(5, only(1, { registration: 'denied' }))
  t.is(switches.length, 1)
})

test('a modem that is silent, or does not say its slot, is left alone', (t) => {
  const { rig, switches, pass } = setUp()
  pass(600, () => ({ registration: 'denied', isAlive: false }))
  for (let second = 0; second < 600; second += 5)
    rig.state = planSlots(
      rig.state,
      {
        isAlive: true,
        registration: 'denied',
        isEmergency: false,
        rules: { 1: { mayRoam: true }, 2: { mayRoam: true } },
      },
      second * 1_000,
    ).state
  t.deepEqual(switches, [])
})
