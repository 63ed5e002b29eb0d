import test from 'ava'
import { Desk } from './command.ts'
import { reportedEvents } from './summary.ts'

test('a receiver that tells nothing of it: a jammer and a spoofer are found within 40 s each, with why, and nothing else is', async (t) => {
  const desk = new Desk(t)
  const faults = ['--fault', 'gnss-jammed@8m+60s', '--fault', 'gnss-spoofed@14m+100s']
  const args = ['--speed', 'max', '--for', '22m', '--report', 'report', '--without', 'gnss-roof-2', ...faults]
  t.is((await desk.run('ride', ...args)).status, 0)
  const events = reportedEvents(desk.path('report'))
  const jamming = events.filter(({ subject }) => subject === 'jamming')
  t.deepEqual(
    jamming.map(({ text }) => text),
    ['jamming is warning', 'jamming is critical', 'jamming is unknown'],
  )
  const [warned, critical, over] = jamming
  t.regex(warned?.reasons[0] ?? '', /^all satellites of gnss dropped by \d+ dB$/)
  t.true((critical?.atMs ?? 0) < 520_000, `${critical?.atMs}`)
  t.true((over?.atMs ?? 0) < 570_000, `${over?.atMs}`)
  // While it walks the receiver off, and when the truth comes back.
  const spoofing = events.filter(({ subject }) => subject === 'spoofing')
  const [suspected] = spoofing
  t.is(suspected?.text, 'spoofing is warning')
  t.regex(suspected?.reasons[0] ?? '', /^fixes pull the heading \d+ sigma off inertia$/)
  t.true((suspected?.atMs ?? 0) < 880_000, `${suspected?.atMs}`)
  t.is(spoofing[1]?.text, 'spoofing is critical')
  t.true(spoofing.every(({ atMs }) => atMs > 840_000 && atMs < 1_300_000))
  t.is(spoofing.at(-1)?.text, 'spoofing is unknown')
})

test('what a receiver itself says of a spoofer counts at once', async (t) => {
  const desk = new Desk(t)
  const args = ['--speed', 'max', '--for', '4m', '--report', 'report', '--fault', 'gnss-spoofed@2m+60s']
  t.is((await desk.run('ride', ...args)).status, 0)
  const [warned] = reportedEvents(desk.path('report')).filter(({ subject }) => subject === 'spoofing')
  t.deepEqual([warned?.text, warned?.reasons[0]], ['spoofing is warning', 'gnss-roof-2 says spoofing warning'])
})
