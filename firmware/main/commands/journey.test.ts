import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { journeyText, settled } from './journey.ts'

test('a journey is shown one fact a line, and what is unknown says so', (t) => {
  const text = journeyText({
    atMs: 0,
    state: 'waiting',
    direction: 'unknown',
    coachFacing: 'unknown',
    setBy: 'position',
  })
  t.is(
    text,
    'train: unknown\nstate: waiting\nline: unknown\ndirection: unknown\nfrom: unknown\nto: unknown\nstarted: unknown\ncoach: unknown\nset by: position\n',
  )
})

test('a line is shown with the id that sets it, times in UTC', (t) => {
  const text = journeyText({
    atMs: 0,
    state: 'ended',
    trainNumber: '009',
    lineId: 'a-b',
    lineName: 'A – B',
    direction: 'up',
    from: 'A',
    to: 'B',
    startedUtcMs: 0,
    endedUtcMs: 1_000,
    coachFacing: 'backwards',
    setBy: 'crew',
  })
  t.regex(
    text,
    /^train: 009\nstate: ended\nline: A – B \(a-b\)\ndirection: up\nfrom: A\nto: B\nstarted: 1970-01-01T00:00:00/,
  )
  t.regex(text, /\nended: 1970-01-01T00:00:01.*\ncoach: runs backwards\nset by: crew\n$/)
})

test('what was ordered is shown once position has followed it, and as it was at once when nobody answers any more', async (t) => {
  const clock = new SimClock()
  const waiting = { atMs: 0, state: 'waiting', direction: 'up', coachFacing: 'unknown', setBy: 'crew' } as const
  const ordered = { ok: true, reply: waiting } as const
  const running = { ok: true, reply: { ...waiting, state: 'running' } } as const
  const shown = settled(ordered, { clock, show: async () => running })
  await clock.runFor(2_000)
  t.is(await shown, running)
  const gone = { ok: false, reason: 'no-server', text: 'gone' } as const
  const kept = settled(ordered, { clock, show: async () => gone })
  await clock.runFor(2_000)
  t.is(await kept, ordered)
  t.is(await settled(gone, { clock, show: async () => running }), gone)
})
