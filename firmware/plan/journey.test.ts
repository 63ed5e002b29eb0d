import test from 'ava'
import type { Journey } from '../domain/journey.ts'
import { readText } from '../main/linux-machine.ts'
import { readRoute } from '../main/read-route.ts'
import { type JourneyInput, type JourneySeen, type JourneyState, journeyStateAtStart, planJourney } from './journey.ts'

const almaty = await readRoute({ readText }, 'astana-almaty')
const borovoe = await readRoute({ readText }, 'astana-borovoe')
const MIDNIGHT_MS = Date.UTC(2026, 4, 31)
const place = { latDeg: 50, lonDeg: 72 }

const seen = (
  km: number,
  more: Partial<JourneySeen & { direction: 'up' | 'down' | 'unknown'; route: typeof almaty; isOffRoute: boolean }> = {},
): JourneySeen => {
  const { direction = 'up', route = almaty, isOffRoute = false, ...rest } = more
  const match = { route, chainageKm: km, offsetM: 500, bearingDeg: 0, isOffRoute, direction }
  return { kind: 'seen', match, position: place, speedMps: 25, forwardMps: 25, utcMs: MIDNIGHT_MS, ...rest }
}
const still = { speedMps: 0, forwardMps: 0 }
const HOUR_MS = 3_600_000

const run = (steps: readonly (readonly [hours: number, JourneyInput])[], state: JourneyState = journeyStateAtStart) => {
  const reasons: string[] = []
  for (const [hours, input] of steps) {
    const planned = planJourney(state, input, hours * HOUR_MS)
    state = planned.state
    reasons.push(...planned.reasons)
  }
  return { state, journey: state.journey, reasons }
}

test('a train waits at its first station, runs when it moves, and has ended after ten minutes at its last', (t) => {
  const waiting = run([[0, seen(0.1, { direction: 'unknown', ...still })]])
  t.is(waiting.journey.state, 'waiting')
  const running = run([[0.1, seen(1)]], waiting.state)
  t.like(running.journey, { state: 'running', direction: 'up', lineId: 'astana-almaty', coachFacing: 'forwards' })
  t.is(running.journey.from, almaty.stations[0]?.name)
  t.is(running.journey.to, almaty.stations.at(-1)?.name)
  const end = almaty.lengthKm - 1
  const arrived = run(
    [
      [17, seen(end, still)],
      [17.1, seen(end, still)],
    ],
    running.state,
  )
  t.is(arrived.journey.state, 'running')
  t.is(run([[17.2, seen(end, still)]], arrived.state).journey.state, 'ended')
})

test('a journey goes on across midnight and through stops', (t) => {
  const before = run([[22, seen(200, { utcMs: MIDNIGHT_MS - HOUR_MS })]])
  const stop = [2, 2.2, 2.5].map(
    (hours) => [22 + hours, seen(300, { ...still, utcMs: MIDNIGHT_MS + hours * HOUR_MS })] as const,
  )
  const after = run([...stop, [25, seen(310, { utcMs: MIDNIGHT_MS + 2 * HOUR_MS })]], before.state)
  t.is(after.journey.startedUtcMs, MIDNIGHT_MS - HOUR_MS)
  t.is(after.journey.state, 'running')
})

test('a train off its line is diverted, and runs again when it is back', (t) => {
  const off = run([
    [0, seen(200)],
    [1, seen(220, { isOffRoute: true })],
  ])
  t.is(off.journey.state, 'diverted')
  const back = run([[2, seen(240)]], off.state)
  t.is(back.journey.state, 'running')
  t.is(back.journey.from, off.journey.from)
})

test('the way back after the end is a new journey, with the coach running tail first', (t) => {
  const end = almaty.lengthKm - 1
  const there = run([
    [0, { kind: 'set', set: { trainNumber: '009' } }],
    [1, seen(200)],
    [17, seen(end, still)],
    [17.5, seen(end, still)],
  ])
  t.like(there.journey, { state: 'ended', trainNumber: '009' })
  const back = run(
    [[20, seen(end - 2, { direction: 'down', forwardMps: -25, utcMs: MIDNIGHT_MS + HOUR_MS })]],
    there.state,
  )
  t.like(back.journey, { state: 'running', direction: 'down', coachFacing: 'backwards' })
  t.is(back.journey.to, almaty.stations[0]?.name)
  t.is(back.journey.trainNumber, undefined)
  t.is(back.journey.startedUtcMs, MIDNIGHT_MS + HOUR_MS)
})

test('a short stop and a reversal is the same journey in the other direction', (t) => {
  const there = run([
    [0, seen(200)],
    [0.1, seen(201, still)],
    [0.2, seen(200, { direction: 'down' })],
  ])
  t.like(there.journey, { state: 'running', direction: 'down', startedUtcMs: MIDNIGHT_MS })
})

test('a coach that joins another line goes by that line, nothing set', (t) => {
  const first = run([[0, seen(20)]])
  t.is(run([[1, seen(40, { route: borovoe })]], first.state).journey.lineId, 'astana-borovoe')
})

test('what the crew set stands whatever position says, until it is cleared', (t) => {
  const set = run([
    [0, { kind: 'set', set: { trainNumber: '071', lineId: 'astana-borovoe', direction: 'up' } }],
    [1, seen(30, { direction: 'down' })],
  ])
  t.like(set.journey, { trainNumber: '071', lineId: 'astana-borovoe', direction: 'up', setBy: 'crew' })
  const cleared = run(
    [
      [2, { kind: 'clear' }],
      [3, seen(30, { direction: 'down' })],
    ],
    set.state,
  )
  t.like(cleared.journey, { lineId: 'astana-almaty', direction: 'down', setBy: 'position' })
})

const kept = (more: Partial<Journey['last']> = {}): JourneyInput => ({
  kind: 'resume',
  journey: {
    ...run([
      [0, { kind: 'set', set: { trainNumber: '009' } }],
      [1, seen(200)],
    ]).journey,
    last: { utcMs: MIDNIGHT_MS - 60_000, ...place, ...more },
  },
})

test('a restart midway goes on with the journey where that can be', (t) => {
  const { journey, reasons } = run([
    [0, kept()],
    [0, seen(201)],
  ])
  t.like(journey, { state: 'running', trainNumber: '009', from: run([[1, seen(200)]]).journey.from as string })
  t.is(reasons[0], 'the journey goes on after a restart 60 s later')
})

for (const [why, last] of [
  ['too far away', { latDeg: 45 }],
  ['of the day before yesterday', { utcMs: MIDNIGHT_MS - 48 * HOUR_MS }],
  ['of the future', { utcMs: MIDNIGHT_MS + HOUR_MS }],
] as const)
  test(`a kept journey ${why} is another one's`, (t) => {
    t.is(
      run([
        [0, kept(last)],
        [0, seen(201)],
      ]).journey.trainNumber,
      undefined,
    )
  })

test('a train number that the crew set lasts through stops, reversals and other lines, and is the next journey’s no more', (t) => {
  const set = run([
    [0, seen(0.1, { direction: 'unknown', ...still })],
    [1, { kind: 'set', set: { trainNumber: '009' } }],
    [1.1, seen(5)],
    [3, seen(200, still)],
    [4, seen(210)],
    [5, seen(200, { direction: 'down' })],
    [6, seen(210, { route: borovoe })],
  ])
  t.like(set.journey, { trainNumber: '009', state: 'running', lineId: 'astana-borovoe', direction: 'up' })
  const over = run(
    [
      [8, seen(borovoe.lengthKm - 1, { route: borovoe, ...still })],
      [8.2, seen(borovoe.lengthKm - 1, { route: borovoe, ...still })],
    ],
    set.state,
  )
  t.like(over.journey, { trainNumber: '009', state: 'ended' })
  const after = run([[9, seen(200, { route: borovoe, direction: 'down' })]], over.state)
  t.is(after.journey.trainNumber, undefined)
  t.is(after.journey.setBy, 'position')
})

test('a number that the crew sets in the last station is of the way back, whose beginning is its own', (t) => {
  const end = almaty.lengthKm - 1
  const there = run([
    [0, seen(200)],
    [17, seen(end, still)],
    [17.5, seen(end, still)],
    [18, { kind: 'set', set: { trainNumber: '010' } }],
    [19, seen(end, still)],
  ])
  t.like(there.journey, { state: 'waiting', trainNumber: '010', coachFacing: 'forwards' })
  t.is(there.journey.endedUtcMs, undefined)
  const utcMs = MIDNIGHT_MS + 20 * HOUR_MS
  const back = run([[20, seen(end - 2, { direction: 'down', utcMs })]], there.state)
  t.like(back.journey, { state: 'running', trainNumber: '010', direction: 'down', startedUtcMs: utcMs })
})

test('a direction that the crew set is not turned by position, whatever the rest', (t) => {
  const { journey } = run([
    [0, { kind: 'set', set: { direction: 'up' } }],
    [1, seen(200, { direction: 'down' })],
    [2, seen(190, { direction: 'down', ...still })],
    [4, seen(180, { direction: 'down' })],
  ])
  t.like(journey, { direction: 'up', setBy: 'crew', to: almaty.stations.at(-1)?.name as string })
  t.is(journey.startedUtcMs, MIDNIGHT_MS)
})

test('on another line than the crew’s the train is diverted, and keeps its name', (t) => {
  const { journey } = run([
    [0, { kind: 'set', set: { lineId: 'astana-borovoe' } }],
    [1, seen(30)],
  ])
  t.like(journey, { state: 'diverted', lineId: 'astana-borovoe' })
  t.is(journey.lineName, undefined)
  t.is(journey.to, undefined)
})

test('what the crew leaves out stays as it set it before', (t) => {
  const { journey } = run([
    [0, { kind: 'set', set: { trainNumber: '009', direction: 'down' } }],
    [1, { kind: 'set', set: { lineId: 'astana-almaty' } }],
  ])
  t.like(journey, { trainNumber: '009', lineId: 'astana-almaty', direction: 'down' })
})

test('while two lines fit alike the journey stays as it is', (t) => {
  const first = run([[0, seen(200)]])
  const between = run([[1, { ...seen(0), match: undefined }]], first.state)
  t.like(between.journey, { state: 'running', lineId: 'astana-almaty' })
  t.deepEqual(between.reasons, [])
  t.is(run([[1, { ...seen(0), match: undefined }]]).journey.state, 'unknown')
})
