import { readFileSync } from 'node:fs'
import test from 'ava'
import { Desk } from './command.ts'

test('a diversion over the old line to Oskemen mutes at the border, and says why', async (t) => {
  const desk = new Desk(t)
  const args = ['ride', '--route', 'semey-oskemen-lokot', '--speed', 'max', '--for', '105m', '--fidelity', 'journey']
  const { status, stdout } = await desk.run(...args, '--json', '--report', 'report')
  t.is(status, 0)
  const { tracking } = JSON.parse(stdout) as { tracking: { mutedS: number; outageS: number } }
  t.true(
    tracking.mutedS > 1_500 && tracking.outageS < 120,
    `${tracking.mutedS} s muted, ${tracking.outageS} s without reception`,
  )
  const events = readFileSync(desk.path('report', 'events.jsonl'), 'utf8').trim().split('\n')
  const muted = events.filter((line) => line.includes('muted: licensed territory'))
  t.true(muted.length >= 2)
})
