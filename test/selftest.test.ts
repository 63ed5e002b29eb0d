import test from 'ava'
import { selftestCommands } from '../firmware/console/commands/selftest.ts'
import { type Tested, type TestVerdict, verdictOf } from '../firmware/plan/selftest.ts'
import { consoleRide } from './fakes/console-ride.ts'

/** The twin's train with its faults, tested after so many seconds: by subject how each stands. */
const testedOn = async (fault: string[]) => {
  const ride = await consoleRide({ fault }, 100)
  // Nobody is at a console of a simulated clock, and its services do not run.
  const { console: _, ...config } = ride.context.config
  const running = selftestCommands[0]?.run({ ...ride.context, config }, {})
  await ride.clock.runFor(60_000)
  const outcome = await running
  const { tested } = outcome?.data as { tested: Tested[] }
  const verdicts = new Map<string, TestVerdict>(tested.map((one) => [one.subject, verdictOf(one)]))
  await ride.close()
  return { outcome, verdicts, said: ride.said.join('\n') }
}

const bad = (verdicts: ReadonlyMap<string, TestVerdict>): string[] =>
  [...verdicts].flatMap(([name, verdict]) => (verdict === 'bad' ? [name] : []))

test('a train on which nothing is wrong has nothing bad, and every device of its file is named', async (t) => {
  const { verdicts, said, outcome } = await testedOn([])
  t.deepEqual(bad(verdicts), [], said)
  for (const name of ['gnss', 'gnss-roof-2', 'imu', 'modem', 'array', 'geo-modem', 'dish', 'lte', 'power', 'odometer'])
    t.true(verdicts.has(name), name)
  t.falsy(outcome?.isBad)
})

test('an LTE modem that is pulled is found, with its link', async (t) => {
  const { verdicts, said, outcome } = await testedOn(['lte-unplug@60s+10m'])
  t.deepEqual(bad(verdicts), ['lte', 'link lte'], said)
  t.regex(outcome?.lines.at(-1) ?? '', /bad, \d skipped: lte, link lte$/)
})

test('a second receiver that is pulled is found, and nothing else', async (t) => {
  const { verdicts, said } = await testedOn(['gnss-roof-2-unplug@30s+10m'])
  t.deepEqual(bad(verdicts), ['gnss-roof-2'], said)
})

test('a board at another rate is found by its figure', async (t) => {
  const { verdicts, said } = await testedOn(['imu-rate@30s+10m'])
  t.is(verdicts.get('imu'), 'bad')
  t.regex(said, /! sample rate 5\d Hz \(limit 100 Hz ± 25 %\)/)
})
