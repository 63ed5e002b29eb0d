import test from 'ava'
import { journeyText } from './journey.ts'

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
