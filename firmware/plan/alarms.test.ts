import test from 'ava'
import { type AlarmsEvent, planAlarms, stateOf } from './alarms.ts'
import { ALARMS_AT_MOST, type AlarmsState, alarmsAtStart, keepAlarms, readAlarms } from './alarms-state.ts'
import type { Trouble } from './trouble-kinds.ts'

const down: Trouble = { code: 'link-down', subject: 'geo', values: { reason: 'no lock' } }
const supply: Trouble = { code: 'supply-failing', subject: 'supply', values: {} }
const heardAll = new Set(['links', 'power'])
const look = (troubles: readonly Trouble[], heard: ReadonlySet<string> = heardAll): AlarmsEvent => ({
  kind: 'look',
  troubles,
  heard,
})
const told = (severity: 'info' | 'warning' | 'alarm', text = 'refused', subject = 'text command'): AlarmsEvent => ({
  kind: 'told',
  source: 'links',
  severity,
  subject,
  text,
})

/** What events at times, s, have come to. */
const after = (events: readonly (readonly [atS: number, event: AlarmsEvent])[], from = alarmsAtStart): AlarmsState =>
  events.reduce((state, [atS, event]) => planAlarms(state, event, { nowMs: atS * 1000 }).state, from)
const shown = ({ alarms }: AlarmsState): string[] =>
  alarms.map((alarm) => `${alarm.id} ${alarm.code} ${stateOf(alarm)} ×${alarm.count}`)

test('what is grave is an alarm at once, what may pass only when it lasts', (t) => {
  t.deepEqual(shown(after([[1, look([supply, down])]])), ['1 supply-failing raised ×1'])
  const lasting = after([
    [1, look([down])],
    [120, look([down])],
    [121, look([down])],
  ])
  t.deepEqual(shown(lasting), ['1 link-down raised ×1'])
})

test('what went away before it lasted begins anew', (t) => {
  const state = after([
    [0, look([down])],
    [100, look([])],
    [101, look([down])],
    [200, look([down])],
  ])
  t.deepEqual(shown(state), [])
})

test('an alarm is over when its topic says so for ten seconds, and the same again is the same alarm, counted and not seen', (t) => {
  const seen: AlarmsEvent = { kind: 'acknowledge', id: 1, by: 'aigerim' }
  const over = after([
    [0, look([supply])],
    [1, seen],
    [2, look([])],
    [11, look([])],
    [12, look([])],
  ])
  t.deepEqual(shown(over), ['1 supply-failing cleared ×1'])
  t.deepEqual(shown(after([[20, look([supply])]], over)), ['1 supply-failing raised ×2'])
})

test('what flaps within ten seconds is one alarm that goes on', (t) => {
  const state = after([
    [0, look([supply])],
    [1, look([])],
    [9, look([supply])],
    [10, look([])],
    [19, look([])],
  ])
  t.deepEqual(shown(state), ['1 supply-failing raised ×1'])
})

test('a topic that is silent clears nothing', (t) => {
  const state = after([
    [0, look([supply])],
    [1, look([], new Set())],
    [60, look([], new Set())],
  ])
  t.deepEqual(shown(state), ['1 supply-failing raised ×1'])
})

test('who acknowledges is kept; one that is not named acknowledges all', (t) => {
  const two = after([
    [0, look([supply])],
    [1, told('warning')],
  ])
  t.deepEqual(shown(after([[2, { kind: 'acknowledge', id: 2, by: 'bolat' }]], two)), [
    '1 supply-failing raised ×1',
    '2 event acknowledged ×1',
  ])
  const all = after([[2, { kind: 'acknowledge', by: 'bolat' }]], two)
  t.deepEqual(
    all.alarms.map(({ acknowledgedBy }) => acknowledgedBy),
    ['bolat', 'bolat'],
  )
})

test('an event with a warning is an alarm until its subject is told of without one, or an hour has passed', (t) => {
  t.deepEqual(shown(after([[0, told('info')]])), [])
  t.deepEqual(
    shown(
      after([
        [0, told('warning')],
        [5, told('alarm', 'again')],
        [9, told('info')],
      ]),
    ),
    ['1 event cleared ×2'],
  )
  const late = after([
    [0, told('warning')],
    [3_599, look([])],
  ])
  t.deepEqual(shown(late), ['1 event raised ×1'])
  t.deepEqual(shown(after([[3_600, look([])]], late)), ['1 event cleared ×1'])
})

test('an event that a state tells as well is no second alarm', (t) => {
  t.deepEqual(shown(after([[0, { ...told('alarm'), source: 'power', subject: 'supply' } as AlarmsEvent]])), [])
})

test('a service that began again is an alarm with how often, over after ten minutes', (t) => {
  const state = after([
    [0, { kind: 'restarted', service: 'tracking' }],
    [30, { kind: 'restarted', service: 'tracking' }],
  ])
  t.deepEqual(state.alarms[0]?.values, { times: 2 })
  t.deepEqual(shown(after([[629, look([])]], state)), ['1 service-restarted raised ×2'])
  t.deepEqual(shown(after([[630, look([])]], state)), ['1 service-restarted cleared ×2'])
})

test('a restart that a change of configuration ordered is no alarm, once and for a minute', (t) => {
  const order: AlarmsEvent = { kind: 'ordered', services: ['links', 'tracking'] }
  const again: AlarmsEvent = { kind: 'restarted', service: 'links' }
  const ordered = after([
    [0, order],
    [5, again],
  ])
  t.deepEqual(shown(ordered), [])
  t.deepEqual(shown(after([[20, again]], ordered)), ['1 service-restarted raised ×1'])
  const late: AlarmsEvent = { kind: 'restarted', service: 'tracking' }
  t.deepEqual(shown(after([[61, late]], ordered)), ['1 service-restarted raised ×1'])
})

test('an alarm of an event keeps its kind and values, for words in other languages', (t) => {
  const event: AlarmsEvent = { ...told('warning'), code: 'refused', values: { by: 'dana' } } as AlarmsEvent
  t.deepEqual(after([[0, event]]).alarms[0]?.values, { by: 'dana', text: 'refused', event: 'refused' })
})

test('when it began and was there last is told in UTC where that is trusted', (t) => {
  const { state } = planAlarms(alarmsAtStart, look([supply]), { nowMs: 5_000, utcMs: 1_000_000 })
  const next = planAlarms(state, look([supply]), { nowMs: 6_000 }).state
  t.like(next.alarms[0], { firstMs: 5_000, lastMs: 6_000, firstUtcMs: 1_000_000, lastUtcMs: 1_000_000 })
})

test('there are 256 at most: what is over and seen goes first, then what is over', (t) => {
  const many = Array.from({ length: ALARMS_AT_MOST }, (_, index) => [index, told('warning', '-', `s${index}`)] as const)
  const full = after([...many, [300, told('info', '-', 's7')], [301, told('info', '-', 's9')]])
  const seen = after([[302, { kind: 'acknowledge', id: 10, by: 'bolat' }]], full)
  const next = after([[303, told('warning', '-', 'new')]], seen)
  t.is(next.alarms.length, ALARMS_AT_MOST)
  t.false(next.alarms.some(({ id }) => id === 10))
  const last = after([[304, told('warning', '-', 'newer')]], next)
  t.false(last.alarms.some(({ id }) => id === 8))
})

test('alarms outlive a restart: as old as they are at least, and nothing pending', (t) => {
  const state = after([
    [10, look([supply])],
    [20, { kind: 'acknowledge', by: 'bolat' }],
  ])
  const read = readAlarms(keepAlarms(state, 30_000), 2_000)
  t.like(read.alarms[0], { id: 1, firstMs: -18_000, acknowledgedBy: 'bolat', isActive: true })
  t.is(read.nextId, 2)
  t.throws(() => readAlarms('{"nextId":1}', 0))
})

test('a change is told once: that it began, and that it is over', (t) => {
  const first = planAlarms(alarmsAtStart, look([supply]), { nowMs: 0 })
  t.is(first.actions.length, 1)
  t.deepEqual(planAlarms(first.state, look([supply]), { nowMs: 1_000 }).actions, [])
})
