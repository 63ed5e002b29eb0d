import test from 'ava'
import { testWithShared } from '../shared-data.ts'
import { Desk } from './command.ts'
import { readSummary, reportedEvents } from './summary.ts'

const rideRoute = test.macro({
  exec: async (t, route: string) => {
    const { status, stdout } = await new Desk(t).run(
      'ride',
      '--speed',
      'max',
      '--for',
      '5m',
      '--json',
      '--route',
      route,
    )
    t.is(status, 0)
    const summary = readSummary(stdout)
    t.is(summary.route, route)
    t.true(summary.distanceKm > 0.5, `${summary.distanceKm} km`)
    t.true(summary.gnss.fixes > 0)
    t.is(summary.gnss.falseFixes, 0)
    t.true((summary.links['lte']?.upS ?? 0) > 0)
  },
  title: (_, route: string) => `the line ${route} rides`,
})

for (const route of ['aktobe-almaty', 'astana-borovoe', 'astana-oskemen', 'kyzylorda-semey'])
  test.serial(rideRoute, route)

testWithShared(
  'a ride follows the real satellites of an element file',
  'ephemeris/oneweb-2026-05-30.tle',
  async (t, file) => {
    const desk = new Desk(t)
    const args = ['--speed', 'max', '--for', '10m', '--json', '--elements', file, '--report', 'report']
    const { status, stdout } = await desk.run('ride', ...args)
    t.is(status, 0)
    t.true((readSummary(stdout).links['oneweb']?.upS ?? 0) > 60)
    const followed = reportedEvents(desk.path('report')).filter(({ text }) => text.startsWith('follows '))
    t.true(followed.length > 1)
    for (const { text } of followed) t.regex(text, /^follows ONEWEB-\d{4}/)
  },
)
