import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { type PermitState, permitAtStart, permitConditions, planPermit } from './permit.ts'
import type { PermitObservation } from './permit-conditions.ts'

const now = monotonicMs(10_000)
const permission = {
  atMs: monotonicMs(9_950),
  validForMs: 100,
  isOnTarget: true,
  errorDeg: 0.1,
  sigmaDeg: 0.1,
  isStowed: false,
}
const place = { insideM: 50_000, neededM: 2_006 }
const beam = { elevationDeg: 40, isBlocked: false }
const modem = { isAlive: true, isLocked: true, isTransmitAllowed: true }
const power = { isSupplyFailing: false, isLockedOut: false }
const good: PermitObservation = {
  permission,
  place,
  beam,
  modem,
  power,
  latches: {},
  shockG: 0.1,
  pointingLimitDeg: 0.5,
  elevationMaskDeg: 25,
  shockLimitG: 3,
}
const plan = (seen: PermitObservation, state: PermitState = permitAtStart) => planPermit(state, seen, now)
const permitted = plan(good).state

test('with every condition met it is permitted each time, and said so once', (t) => {
  const first = plan(good)
  t.deepEqual([first.actions, first.reasons], [[{ do: 'permit' }], ['transmission permitted: every condition is met']])
  const second = plan(good, first.state)
  t.deepEqual([second.actions, second.reasons], [[{ do: 'permit' }], []])
  t.is(second.state, first.state)
})

const mutes: readonly [rule: string, change: Partial<PermitObservation>, reason: RegExp][] = [
  [
    'a permission older than its time',
    { permission: { ...permission, atMs: monotonicMs(9_899) } },
    /permission from tracking 101 ms old \(needs ≤ 100 ms\)/,
  ],
  [
    'a permission of the future',
    { permission: { ...permission, atMs: monotonicMs(10_006) } },
    /permission from tracking -6 ms old/,
  ],
  ['no permission at all', { permission: undefined as never }, /none yet/],
  ['being off target', { permission: { ...permission, isOnTarget: false } }, /on target no/],
  [
    'an error + 2σ above the limit',
    { permission: { ...permission, errorDeg: 0.31 } },
    /pointing error \+ 2σ 0\.31° \+ 0\.20° \(needs ≤ 0\.50°/,
  ],
  [
    'a pointer that is aimed nowhere',
    { permission: { ...permission, errorDeg: 180, sigmaDeg: 180 } },
    /pointing error \+ 2σ unknown/,
  ],
  [
    'a mount that is raised again',
    { permission: { ...permission, stow: { state: 'unstowing', reasons: ['washing'] } } },
    /not stowed unstowing: no longer washing/,
  ],
  [
    'a mount that is being laid down',
    { permission: { ...permission, stow: { state: 'stowing', reasons: ['washing'] } } },
    /not stowed stowing: washing/,
  ],
  ['a stowed antenna', { permission: { ...permission, isStowed: true } }, /not stowed stowed/],
  ['no trusted position', { place: undefined as never }, /licensed territory no trusted position/],
  [
    'being outside the territory',
    { place: { ...place, insideM: -3_000 } },
    /licensed territory 3\.0 km outside \(needs ≥ 2\.0 km inside\)/,
  ],
  [
    'a border closer than the position is sure',
    { place: { ...place, insideM: 1_900 } },
    /licensed territory 1\.9 km inside/,
  ],
  ['a no-transmit zone', { place: { ...place, zone: 'washing plant' } }, /zone of the line washing plant/],
  ['a beam of unknown direction', { beam: undefined as never }, /elevation above the mask unknown/],
  [
    'an elevation below the mask',
    { beam: { ...beam, elevationDeg: 24.9 } },
    /elevation above the mask 24\.9° \(needs ≥ 25°\)/,
  ],
  ['a roof over the beam', { beam: { ...beam, isBlocked: true } }, /nothing stands before the beam blocked/],
  ['a no-transmit sector', { beam: { ...beam, sector: 'walkway' } }, /sector of the coach walkway/],
  ['a lockout by name', { latches: { lockout: 'Aigerim: cable' } }, /roof-work lockout Aigerim: cable/],
  [
    'an order from shore',
    { latches: { disabled: 'noc: interference' } },
    /order to stop transmission noc: interference/,
  ],
  ['latches that nobody has read', { latches: undefined as never }, /roof-work lockout unknown/],
  ['washing', { mode: 'washing' }, /mode washing \(needs normal\)/],
  ['a shock', { shockG: 3.2 }, /shock 3\.20 g \(needs < 3\.00 g\)/],
  ['an error that is no number', { permission: { ...permission, errorDeg: Number.NaN } }, /pointing error/],
  ['a silent modem', { modem: { ...modem, isAlive: false } }, /modem silent/],
  ['no receive lock', { modem: { ...modem, isLocked: false } }, /receive lock no lock/],
  ['a modem that forbids it', { modem: { ...modem, isTransmitAllowed: false } }, /modem allows transmission no/],
  ['the lockout key', { power: { ...power, isLockedOut: true } }, /roof-work key switch locked out/],
  ['a failing supply', { power: { ...power, isSupplyFailing: true } }, /supply failing/],
  ['an unknown power board', { power: undefined as never }, /roof-work key switch unknown.*supply unknown/],
]

for (const [rule, change, reason] of mutes) {
  test(`${rule} mutes at once, with one reason`, (t) => {
    const first = plan({ ...good, ...change }, permitted)
    t.deepEqual(first.actions, [{ do: 'mute' }])
    t.regex(first.reasons.join(), reason)
    const second = plan({ ...good, ...change }, first.state)
    t.deepEqual([second.actions, second.reasons], [[], []])
  })
}

test('the first decision mutes when nothing is known yet', (t) => {
  const { actions, reasons } = plan({ pointingLimitDeg: 0.5, elevationMaskDeg: 25, shockLimitG: 3 })
  t.deepEqual(actions, [{ do: 'mute' }])
  t.regex(reasons[0] ?? '', /^muted: .*; and 13 more$/)
})

test('what people ordered stands first of what mutes, and all of it', (t) => {
  const ordered = { latches: { lockout: 'A: cable', disabled: 'noc: noise' }, mode: 'washing' } as const
  const { reasons } = plan({ pointingLimitDeg: 0.5, elevationMaskDeg: 25, shockLimitG: 3, ...ordered })
  t.regex(
    reasons[0] ?? '',
    /^muted: roof-work lockout A: cable [^;]*; order to stop [^;]*; mode washing [^;]*; and \d+ more$/,
  )
})

test('after a mute transmission resumes only at 80 % of the pointing limit', (t) => {
  const off = (errorDeg: number): PermitObservation => ({ ...good, permission: { ...permission, errorDeg } })
  const muted = plan(off(0.35), permitted).state
  t.deepEqual(plan(off(0.25), muted).actions, [])
  t.deepEqual(plan(off(0.19), muted).actions, [{ do: 'permit' }])
  t.deepEqual(plan(off(0.25), permitted).actions, [{ do: 'permit' }])
})

test('every condition is listed with its value beside its limit', (t) => {
  const listed = permitConditions(permitted, { ...good, modem: { ...modem, isLocked: false } }, now)
  t.is(listed.length, 21)
  t.deepEqual(
    listed.filter((one) => !one.isMet),
    [{ name: 'receive lock', isMet: false, value: 'no lock', limit: 'locked', sinceMs: now }],
  )
})

test('each condition stands as it does since it last turned, and the terminal since it was last permitted or muted', (t) => {
  const noLock = { ...good, modem: { ...modem, isLocked: false } }
  const at = (seen: PermitObservation, state: PermitState, ms: number) =>
    planPermit(state, { ...seen, permission: { ...permission, atMs: monotonicMs(ms) } }, monotonicMs(ms)).state
  const muted = at(noLock, permitted, 11_000)
  const twice = at({ ...noLock, mode: 'washing' }, muted, 12_000)
  const once = at({ ...good, mode: 'washing' }, twice, 13_000)
  const since = (state: PermitState, name: string, seen = good): number | undefined =>
    permitConditions(state, seen, monotonicMs(14_000)).find((one) => one.name === name)?.sinceMs
  t.deepEqual([permitted.sinceMs, muted.sinceMs, twice.sinceMs, once.sinceMs], [10_000, 11_000, 11_000, 11_000])
  t.deepEqual([since(once, 'supply'), since(once, 'receive lock')], [10_000, 13_000])
  t.is(since(once, 'mode', { ...good, mode: 'washing' }), 12_000)
  t.is(since(once, 'mode'), 14_000, 'it has turned since the last decision')
  t.is(since(permitAtStart, 'mode'), undefined)
})

test('a switch of radio cables that moves, is nowhere or elsewhere mutes', (t) => {
  const there = { isThere: true, isProven: true, isMoving: false, isStuck: false, position: 'front' }
  t.deepEqual(plan({ ...good, rfSwitch: there }, permitted).actions, [{ do: 'permit' }])
  for (const rfSwitch of [
    { ...there, isThere: false, isMoving: true, position: undefined },
    { ...there, isThere: false, isProven: false, position: undefined },
    { ...there, isThere: false },
  ])
    t.deepEqual(plan({ ...good, rfSwitch }, permitted).actions, [{ do: 'mute' }])
})

test('where the antenna points itself, its word counts and nobody claims to know its error', (t) => {
  const { errorDeg: _error, sigmaDeg: _sigma, ...unmeasured } = { ...permission, isOnTarget: false }
  const seen = (isOnTarget: boolean): PermitObservation => ({
    ...good,
    permission: unmeasured,
    ownPointing: { isOnTarget },
  })
  t.deepEqual(plan(seen(true)).actions, [{ do: 'permit' }])
  t.notDeepEqual(plan(seen(false), permitted).actions, [{ do: 'permit' }])
  t.notDeepEqual(plan({ ...good, permission: { ...unmeasured, isOnTarget: true } }).actions, [{ do: 'permit' }])
  const shown = permitConditions(permitAtStart, seen(true), now).find(({ name }) => name === 'pointing error + 2σ')
  t.deepEqual(shown?.value, 'not measured: the antenna points itself')
})
