import test from 'ava'
import { mostInAMinute, switchesOf } from './told-switches.ts'

const line = (atMs: number, text: string) => ({ atMs, line: `2026-05-31 15:00:33 UTC  info  links  links: ${text}` })

test('each class that changed its link is found in what a run told', (t) => {
  const lines = [
    line(1, 'operations: nothing → oneweb, oneweb is up'),
    line(
      9,
      'oneweb is down: its port has no carrier; operations: oneweb → lte, oneweb is down (passenger-paid: oneweb → lte, lte is up)',
    ),
  ]
  t.deepEqual(switchesOf({ lines }, 5), [
    { atMs: 9, trafficClass: 'operations', from: 'oneweb', to: 'lte' },
    { atMs: 9, trafficClass: 'passenger-paid', from: 'oneweb', to: 'lte' },
  ])
})

test('switches are counted by class, within any minute', (t) => {
  const at = (atMs: number, trafficClass = 'cctv') => ({ atMs, trafficClass, from: 'lte', to: 'geo' })
  t.is(mostInAMinute([]), 0)
  t.is(mostInAMinute([at(0), at(59_999), at(60_000), at(30_000, 'passenger')]), 2)
})
