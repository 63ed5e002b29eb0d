import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { coverageSample } from './coverage-sample.ts'
import { type JudgedLink, judgeLink } from './link-state.ts'
import { judgeStarlink, type StarlinkSeen } from './starlink-state.ts'

const well: StarlinkSeen = { isAlive: true, alerts: [] }

const verdicts: [what: string, seen: StarlinkSeen | undefined, state: string, reason: RegExp][] = [
  ['never reported', undefined, 'down', /not reported/],
  ['does not answer', { ...well, isAlive: false }, 'down', /silent/],
  ['is refused service', { ...well, disabled: 'no active account' }, 'down', /no active account/],
  ['is stowed', { ...well, outage: { cause: 'stowed' } }, 'down', /stowed/],
  ['is too hot', { ...well, outage: { cause: 'thermal-shutdown' } }, 'down', /thermal shutdown/],
  ['boots', { ...well, outage: { cause: 'booting' } }, 'acquiring', /starts: booting/],
  ['is obstructed', { ...well, outage: { cause: 'obstructed', durationMs: 5_000 } }, 'acquiring', /obstructed/],
  ['has an outage of a new cause', { ...well, outage: { cause: 'unknown' } }, 'acquiring', /unknown/],
  ['is throttled', { ...well, alerts: ['heating', 'thermal-throttle'] }, 'degraded', /heat/],
  ['has slow Ethernet', { ...well, alerts: ['slow-ethernet'] }, 'degraded', /Ethernet is slow/],
  ['loses much of a slot', { ...well, lastSlot: { loss: 0.2 } }, 'degraded', /10 % over 15 s/],
  ['melts snow and has stuck motors', { ...well, alerts: ['motors-stuck', 'heating'] }, 'up', /can carry traffic/],
]

for (const [what, seen, state, reason] of verdicts) {
  test(`a terminal that ${what}: its link is ${state}`, (t) => {
    const verdict = judgeStarlink(seen)
    t.is(verdict.state, state as never)
    t.regex(verdict.reason, reason)
  })
}

const judge = (before: JudgedLink | undefined, dish: StarlinkSeen): JudgedLink =>
  judgeLink(before, { name: 'starlink', kind: 'starlink', dish }, monotonicMs(1_000))

test('an outage of less than two seconds keeps a link up that was, and brings none up', (t) => {
  const short: StarlinkSeen = { ...well, outage: { cause: 'no-downlink', durationMs: 1_000 } }
  const up = judge(undefined, well)
  t.is(judge(up, short).state, 'up')
  t.is(judge(undefined, short).state, 'acquiring')
  t.is(judge(up, { ...well, outage: { cause: 'no-downlink', durationMs: 2_000 } }).state, 'acquiring')
  t.is(judge(up, { ...well, outage: { cause: 'stowed', durationMs: 0 } }).state, 'down')
})

test('a place is to blame for an obstruction, for no other outage, and for nothing while the terminal is silent', (t) => {
  const sample = (dish: StarlinkSeen) => coverageSample({ name: 'starlink', kind: 'starlink', dish }, {})
  t.true(sample({ ...well, outage: { cause: 'obstructed' } })?.isOut)
  t.false(sample(well)?.isOut)
  t.is(sample({ ...well, outage: { cause: 'booting' } }), undefined)
  t.is(sample({ ...well, isAlive: false }), undefined)
})
