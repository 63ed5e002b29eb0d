import test from 'ava'
import type { ToldTopic, TrainTold } from './train-told.ts'
import { troublesOf } from './troubles.ts'

const parts = {
  trafficClasses: ['operations', 'passenger'],
  receivers: ['gnss'],
  modems: { oneweb: 'modem', geo: 'geo-modem' },
}
const fresh = <M>(message: M, isStale = false): ToldTopic<M> => ({ message, ageMs: 100, isStale })
const up = { state: 'up', reason: 'can carry traffic' } as const
const down = { state: 'down', reason: 'no lock' } as const
const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }
const found = (told: TrainTold, services: Record<string, number | undefined> = {}): string[] =>
  troublesOf(told, parts, services).map(({ code, subject }) => `${code} ${subject}`)

test('a train whose services say that all is well has no trouble', (t) => {
  const links = fresh({ links: { lte: up }, routes: { operations: 'lte', passenger: 'lte' } })
  t.deepEqual(found({ links, power: fresh(calm) }, { links: 1_900 }), [])
})

test('a link that is down is named with its reason, a class without a link too', (t) => {
  const links = fresh({ links: { lte: up, geo: down }, routes: { operations: 'lte' } })
  t.deepEqual(troublesOf({ links }, parts, {}), [
    { code: 'class-off', subject: 'passenger', values: {} },
    { code: 'link-down', subject: 'geo', values: { reason: 'no lock' } },
  ])
})

test('without any link that is said once, and before each link', (t) => {
  const links = fresh({ links: { lte: down, geo: down }, routes: {} })
  t.deepEqual(found({ links }), ['no-link links', 'link-down lte', 'link-down geo'])
})

test('a muted terminal is a trouble with what it lacks, and none while people have ordered it so', (t) => {
  const conditions = [
    { name: 'receive lock', isMet: false, value: 'none' },
    { name: 'modem', isMet: true, value: 'answers' },
  ]
  const terminals = { geo: { isPermitted: false, conditions } }
  const muted = troublesOf({ transmit: fresh({ isLockedOut: false, mode: 'normal', terminals }) }, parts, {})
  t.deepEqual(muted, [
    {
      code: 'muted',
      subject: 'geo',
      values: { why: 'receive lock (none)', count: 1, condition1: 'receive lock', value1: 'none' },
    },
  ])
  t.deepEqual(found({ transmit: fresh({ isLockedOut: true, mode: 'normal', terminals }) }), ['locked-out roof'])
  t.deepEqual(found({ transmit: fresh({ isLockedOut: false, mode: 'depot', terminals }) }), ['mode depot'])
})

test('what people ordered stands before what comes of it, unless it is unknown', (t) => {
  const terminals = {
    geo: {
      isPermitted: false,
      conditions: [
        { name: 'on target', isMet: false, value: 'no' },
        { name: 'roof-work lockout', isMet: false, value: 'unknown' },
        { name: 'not stowed', isMet: false, value: 'stowed: ordered by aigerim' },
      ],
    },
  }
  const [muted] = troublesOf({ transmit: fresh({ isLockedOut: false, mode: 'normal', terminals }) }, parts, {})
  t.like(muted?.values, { condition1: 'not stowed', condition2: 'on target', condition3: 'roof-work lockout' })
})

test('what is stale says nothing; a service that is silent does', (t) => {
  const power = fresh({ ...calm, isSupplyFailing: true }, true)
  t.deepEqual(found({ power }, { power: 10_001, links: undefined, navigation: 9_999 }), [
    'service-silent power',
    'service-silent links',
  ])
})

test('the gravest comes first', (t) => {
  const power = fresh({ ...calm, isSupplyFailing: true })
  const fix = fresh({ kind: 'no-fix' as const, reason: 'silent' })
  t.deepEqual(found({ fix, power }), ['supply-failing supply', 'no-fix position'])
})

test('a modem of a terminal is named as the device that it is', (t) => {
  t.deepEqual(found({ modems: fresh({ terminals: { geo: { isAlive: false } } }) }), ['modem-silent geo-modem'])
})

test('of receivers only those of the train’s file count: a terminal tells of its place now and then', (t) => {
  const silent = { state: 'silent', agreement: 'unknown' } as const
  const receivers = fresh({ receivers: { gnss: silent, oneweb: silent }, jamming: 'ok', spoofing: 'critical' } as const)
  t.deepEqual(found({ receivers }), ['spoofing receivers', 'receiver-silent gnss'])
})

test('antennas, SIMs, dishes and vibration parts each have troubles of their own', (t) => {
  const antennas = fresh({
    terminals: { geo: { antennas: { selfant: { isAlive: true, isFunctional: false } }, rfSwitch: { isStuck: true } } },
  })
  const cellular = fresh({ modems: { lte: { isAlive: true, sim: 'puk', registration: 'none' } } })
  const starlink = fresh({ dishes: { dish: { isAlive: true, disabled: 'no account', alerts: [] } } })
  const vibration = fresh({ sensors: { imu: { state: 'ok', alarms: ['bearing'] }, other: { state: 'zeros' } } })
  t.deepEqual(found({ antennas, cellular, starlink, vibration }), [
    'antenna-faulty selfant',
    'switch-stuck geo',
    'sim lte',
    'dish-disabled dish',
    'vibration-part other',
    'vibration imu',
  ])
})
