import test from 'ava'
import { phaseOf } from '../domain/emergency-report.ts'
import { type EmergencyAction, type EmergencyEvent, KEPT_FOR_MS, planEmergency, whyNotRaise } from './emergency.ts'
import { emergencyAtStart, keepEmergencies, readEmergencies } from './emergency-state.ts'

const idOf = (number: number): string => number.toString(16).padStart(32, '0')

const setUp = ({ links = ['starlink', 'lte'], recipients = ['noc'] } = {}) => {
  const rig = { state: emergencyAtStart, nowMs: 0, carrying: ['starlink'], said: [] as string[], takes: true }
  const plan = (event: EmergencyEvent): readonly EmergencyAction[] => {
    const { state, actions, reasons } = planEmergency(rig.state, event, rig.nowMs)
    rig.state = state
    rig.said.push(...reasons)
    return actions
  }
  const look = (): string[] =>
    plan({ kind: 'look', ways: { links, recipients }, carrying: rig.carrying }).map((action) => {
      if (action.do === 'text') return `text ${action.recipient} ${action.key}`
      const { link, report } = action
      if (rig.takes) plan({ kind: 'left', id: report.id, phase: phaseOf(report), link })
      return link
    })
  const raise = (number = 1) =>
    plan({ kind: 'raise', report: { id: idOf(number), train: 'kz-17', text: 'smoke', by: 'Aigerim' } })
  const ways = (): Record<string, string> => {
    const [one] = rig.state.emergencies
    return Object.fromEntries(
      Object.entries({ ...one?.links, ...one?.texts }).map(([name, { state }]) => [name, state]),
    )
  }
  const restart = (): void => {
    rig.state = readEmergencies(keepEmergencies(rig.state, rig.nowMs), 0)
    rig.nowMs = 0
  }
  return { rig, plan, look, raise, ways, restart }
}

const KEY = 'em-0000000000000000-r0-noc'

test('it goes by every link at once, carrying or not, and by text; only what carries counts as sent', (t) => {
  const { look, raise, ways } = setUp()
  raise()
  t.deepEqual(look(), ['starlink', 'lte', `text noc ${KEY}`])
  t.deepEqual(ways(), { starlink: 'sent', lte: 'queued', noc: 'queued' })
})

test('what the kernel does not take stays queued until it does; what it took before the cancelling does not count for it', (t) => {
  const { rig, plan, look, raise, ways } = setUp({ links: ['starlink'], recipients: [] })
  rig.takes = false
  raise()
  look()
  t.deepEqual(ways(), { starlink: 'queued' })
  rig.takes = true
  rig.nowMs += 1_000
  look()
  t.deepEqual(ways(), { starlink: 'sent' })
  rig.takes = false
  plan({ kind: 'cancel', ids: [idOf(1)], by: 'Bolat' })
  look()
  plan({ kind: 'left', id: idOf(1), phase: 'raised', link: 'starlink' })
  t.deepEqual(ways(), { starlink: 'queued' })
  plan({ kind: 'acknowledged', id: idOf(1), phase: 'cancelled', link: 'starlink' })
  plan({ kind: 'left', id: idOf(1), phase: 'cancelled', link: 'starlink' })
  t.deepEqual(ways(), { starlink: 'acknowledged' })
})

test('it is repeated after 1, 2, 4, 8, 16 and then each 30 s until the shore acknowledges', (t) => {
  const { rig, plan, look, raise, ways } = setUp({ links: ['starlink'], recipients: [] })
  raise()
  const times: number[] = []
  for (; rig.nowMs <= 121_000; rig.nowMs += 1_000) if (look().length > 0) times.push(rig.nowMs / 1_000)
  t.deepEqual(times, [0, 1, 3, 7, 15, 31, 61, 91, 121])
  plan({ kind: 'acknowledged', id: idOf(1), phase: 'raised', link: 'starlink' })
  t.deepEqual(ways(), { starlink: 'acknowledged' })
  for (; rig.nowMs <= 400_000; rig.nowMs += 1_000) t.deepEqual(look(), [])
  t.regex(rig.said.join(), /the shore has it \(raised\), by starlink/)
})

test('a link that comes back is used at once', (t) => {
  const { rig, look, raise } = setUp()
  raise()
  look()
  rig.nowMs += 100
  rig.carrying = ['starlink', 'lte']
  t.deepEqual(
    look().filter((way) => !way.startsWith('text')),
    ['lte'],
  )
})

test('an acknowledgement on one link ends the repeating on all', (t) => {
  const { rig, plan, look, raise, ways } = setUp({ recipients: [] })
  raise()
  look()
  plan({ kind: 'acknowledged', id: idOf(1), phase: 'raised', link: 'lte' })
  rig.nowMs += 60_000
  t.deepEqual(look(), [])
  t.deepEqual(ways(), { starlink: 'sent', lte: 'acknowledged' })
})

test('a text is handed over until the queue keeps it, and then once', (t) => {
  const { rig, plan, look, raise, ways } = setUp({ links: [] })
  raise()
  t.is(look().length, 1)
  t.is(look().length, 0)
  rig.nowMs += 1_000
  t.is(look().length, 1, 'the queue did not keep it')
  plan({ kind: 'text', key: KEY, outcome: 'kept' })
  rig.nowMs += 600_000
  t.is(look().length, 0)
  plan({ kind: 'text', key: KEY, outcome: 'sent' })
  plan({ kind: 'text', key: KEY, outcome: 'delivered' })
  t.deepEqual(ways(), { noc: 'delivered' })
})

test('a text that was given up goes again after five minutes under a new key, unless the shore knows', (t) => {
  const { rig, plan, look, raise } = setUp({ links: [] })
  raise()
  look()
  plan({ kind: 'text', key: KEY, outcome: 'kept' })
  plan({ kind: 'text', key: KEY, outcome: 'lost' })
  rig.nowMs += 299_000
  t.deepEqual(look(), [])
  rig.nowMs += 1_000
  t.deepEqual(look(), [`text noc ${KEY.replace('r0', 'r1')}`])
  plan({ kind: 'text', key: KEY.replace('r0', 'r1'), outcome: 'lost' })
  plan({ kind: 'acknowledged', id: idOf(1), phase: 'raised', link: 'lte' })
  rig.nowMs += 600_000
  t.deepEqual(look(), [])
})

test('a text that went and is not heard of goes again each quarter of an hour, four times at the most', (t) => {
  const { rig, plan, look, raise, ways } = setUp({ links: [] })
  raise()
  look()
  const keys = [0, 1, 2, 3, 4].map((number) => KEY.replace('r0', `r${number}`))
  for (const key of keys) {
    plan({ kind: 'text', key, outcome: 'sent' })
    rig.nowMs += 899_000
    t.deepEqual(look(), [])
    rig.nowMs += 1_000
    t.deepEqual(look(), key === keys[4] ? [] : [`text noc ${keys[keys.indexOf(key) + 1]}`])
    t.deepEqual(ways(), { noc: 'sent' }, 'it has gone once')
  }
  plan({ kind: 'text', key: keys[1] ?? '', outcome: 'delivered' })
  t.deepEqual(ways(), { noc: 'delivered' }, 'also where an earlier one is told of')
})

test('a text that arrived, or that the shore has answered, does not go again', (t) => {
  for (const outcome of [
    { kind: 'text', key: KEY, outcome: 'delivered' },
    { kind: 'acknowledged', id: idOf(1), phase: 'raised', link: 'lte' },
  ] as const) {
    const { rig, plan, look, raise } = setUp({ links: [] })
    raise()
    look()
    plan({ kind: 'text', key: KEY, outcome: 'sent' })
    plan(outcome)
    rig.nowMs += 3_600_000
    t.deepEqual(look(), [])
  }
})

test('cancelling is told in every way again, and an acknowledgement of the raising does not count for it', (t) => {
  const { rig, plan, look, raise, ways } = setUp()
  raise()
  look()
  plan({ kind: 'cancel', ids: [idOf(1)], by: 'Bolat' })
  t.deepEqual(look(), ['starlink', 'lte', `text noc ${KEY.replace('r0', 'c0')}`])
  plan({ kind: 'acknowledged', id: idOf(1), phase: 'raised', link: 'starlink' })
  t.is(ways()['starlink'], 'sent')
  plan({ kind: 'acknowledged', id: idOf(1), phase: 'cancelled', link: 'starlink' })
  rig.nowMs += 60_000
  t.is(ways()['starlink'], 'acknowledged')
})

test('a restart forgets nothing, and begins again at once with what is not acknowledged', (t) => {
  const { rig, plan, look, raise, ways, restart } = setUp()
  rig.nowMs = 500_000
  raise()
  look()
  plan({ kind: 'text', key: KEY, outcome: 'sent' })
  rig.nowMs = 560_000
  restart()
  t.deepEqual(ways(), { starlink: 'sent', lte: 'queued', noc: 'sent' })
  t.is(rig.state.emergencies[0]?.raisedAtMs, -60_000)
  t.deepEqual(look(), ['starlink', 'lte'])
})

test('the same is raised once; four a minute and eight unacknowledged are the most', (t) => {
  const { rig, plan, raise } = setUp()
  for (const number of [1, 1, 2, 3, 4]) raise(number)
  t.is(rig.state.emergencies.length, 4)
  t.regex(whyNotRaise(rig.state, rig.nowMs) ?? '', /in this minute/)
  raise(5)
  t.is(rig.state.emergencies.length, 4)
  for (const number of [5, 6, 7, 8]) {
    rig.nowMs += 61_000
    raise(number)
  }
  rig.nowMs += 61_000
  t.regex(whyNotRaise(rig.state, rig.nowMs) ?? '', /8 emergencies wait for the shore already/)
  plan({ kind: 'acknowledged', id: idOf(3), phase: 'raised', link: 'lte' })
  raise(9)
  t.deepEqual(
    rig.state.emergencies.map(({ report }) => Number(report.id)),
    [1, 2, 4, 5, 6, 7, 8, 9],
    'what the shore knows makes room',
  )
})

test('one that no shore acknowledged in three days is given up, and that is told', (t) => {
  const { rig, look, raise } = setUp()
  raise()
  rig.nowMs = KEPT_FOR_MS + 1
  t.deepEqual(look(), [])
  t.is(rig.state.emergencies.length, 0)
  t.regex(rig.said.join(), /given up after three days/)
})
