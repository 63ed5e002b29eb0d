import test from 'ava'
import { alarmTextsAtStart, keepAlarmTexts, planAlarmTexts, readAlarmTexts } from './alarm-texts.ts'

const setUp = () => {
  const rig = { state: alarmTextsAtStart, nowMs: 0, sent: [] as string[], isAlone: false, isFull: false }
  const plan = (event: Parameters<typeof planAlarmTexts>[1]): void => {
    const { state, actions } = planAlarmTexts(rig.state, event, rig.nowMs)
    rig.state = state
    rig.sent.push(...actions.map(({ words, priority }) => `${priority}: ${words}`))
    for (const { alarm } of actions)
      if (alarm !== undefined) plan({ kind: 'queued', alarm, missing: rig.isFull ? ['noc'] : [] })
  }
  const alarm = (words: string): void => plan({ kind: 'alarm', words })
  const pass = (seconds: number, isAlone = rig.isAlone): void => {
    rig.isAlone = isAlone
    for (let second = 0; second < seconds; second++) {
      plan({ kind: 'look', isAlone })
      rig.nowMs += 1_000
    }
  }
  return { rig, alarm, pass }
}

test('an alarm while a link carries is not texted', (t) => {
  const { rig, alarm, pass } = setUp()
  pass(10)
  alarm('supply fails')
  pass(120)
  pass(120, true)
  t.deepEqual(rig.sent, [])
})

test('one that comes when no link is left is texted once, after 30 s alone', (t) => {
  const { rig, alarm, pass } = setUp()
  pass(10, true)
  alarm('supply fails')
  pass(20)
  t.deepEqual(rig.sent, [])
  pass(2)
  alarm('supply fails')
  pass(300)
  t.deepEqual(rig.sent, ['alarm: ALARM supply fails'])
})

test('one of the minute before the links went is texted too', (t) => {
  const { rig, alarm, pass } = setUp()
  pass(10)
  alarm('supply fails')
  pass(40)
  pass(60, true)
  t.deepEqual(rig.sent, ['alarm: ALARM supply fails'])
})

test('a short time alone texts nothing', (t) => {
  const { rig, alarm, pass } = setUp()
  pass(5, true)
  alarm('supply fails')
  pass(20)
  pass(100, false)
  t.deepEqual(rig.sent, [])
})

test('six an hour are the most, and the next says how many were not sent', (t) => {
  const { rig, alarm, pass } = setUp()
  pass(40, true)
  for (let at = 1; at <= 8; at++) {
    alarm(`a${at}`)
    pass(2)
  }
  t.is(rig.sent.length, 6)
  pass(3_600)
  alarm('a9')
  pass(2)
  t.is(rig.sent.at(-1), 'alarm: ALARM a9 (2 more not sent)')
})

test('what the queue has not kept is not told: it is tried again, eight times at the most', (t) => {
  const { rig, alarm, pass } = setUp()
  rig.isFull = true
  pass(40, true)
  alarm('supply fails')
  pass(60)
  t.is(rig.sent.length, 2)
  t.deepEqual(rig.state.told, [])
  rig.isFull = false
  pass(60)
  t.is(rig.sent.length, 3)
  t.is(rig.state.told.length, 1)
  rig.isFull = true
  alarm('axle is hot')
  pass(400)
  t.is(rig.sent.length, 3 + 8)
})

test('what a cut kept from the queue is handed over after the restart', (t) => {
  const { state } = planAlarmTexts(
    { ...alarmTextsAtStart, aloneSinceMs: 0, held: [{ words: 'supply fails', atMs: 39_000 }] },
    { kind: 'look', isAlone: true },
    40_000,
  )
  const { actions } = planAlarmTexts(
    readAlarmTexts(keepAlarmTexts(state, 40_000), 0),
    { kind: 'look', isAlone: false },
    0,
  )
  t.like(actions, [{ words: 'ALARM supply fails', priority: 'alarm' }])
})

test('what was texted is not texted again after a restart, and is after an hour', (t) => {
  const { rig, alarm, pass } = setUp()
  pass(40, true)
  alarm('supply fails')
  pass(60)
  rig.state = readAlarmTexts(keepAlarmTexts(rig.state, rig.nowMs), 0)
  rig.nowMs = 0
  pass(40)
  alarm('supply fails')
  pass(60)
  t.is(rig.sent.length, 1)
  pass(3_600)
  alarm('supply fails')
  pass(60)
  t.is(rig.sent.filter((sent) => /supply/.test(sent)).length, 2)
})

test('after ten minutes alone, and then each hour, the train says that it is there', (t) => {
  const { rig, pass } = setUp()
  pass(599, true)
  t.deepEqual(rig.sent, [])
  pass(3_600)
  t.deepEqual(rig.sent, ['operational: no link for 10 min'])
  pass(60)
  t.deepEqual(rig.sent.slice(1), ['operational: no link for 70 min'])
})
