import test from 'ava'
import { Desk } from './command.ts'
import { readSummary, reportedEvents } from './summary.ts'

test('a receiver whose week counter ran over, from its start and again on the way, costs no time', async (t) => {
  const desk = new Desk(t)
  const args = ['--speed', 'max', '--fidelity', 'journey', '--for', '12m', '--seed', '7', '--report', 'report']
  const faults = ['--fault', 'gnss-rollover@0m+3m', '--fault', 'gnss-rollover@6m+4m']
  const { status, stdout, stderr } = await desk.run('ride', ...args, '--json', ...faults)
  t.is(status, 0, stderr)
  const { time, gnss } = readSummary(stdout)
  t.is(time.source, 'gnss')
  t.true((time.trustedS ?? 1e9) <= 10 && time.worstMs < 1_000, JSON.stringify(time))
  t.is(gnss.falseFixes, 0)
  const told = reportedEvents(desk.path('report'))
  t.is(told.filter(({ text }) => text === 'gnss-rollover is over').length, 2)
  t.deepEqual(
    told.filter(({ subject, text }) => subject === 'time' && text.includes('refused')),
    [],
  )
})
