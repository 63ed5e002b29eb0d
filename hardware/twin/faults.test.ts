import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { type Fault, FaultSchedule, faultCatalogue, parseFault, signalOf } from './faults.ts'

test('a fault names its time and its duration', (t) => {
  t.deepEqual(parseFault('gnss-silent@90s+20s'), {
    ok: true,
    fault: { name: 'gnss-silent', atMs: 90_000, durationMs: 20_000 },
  })
})

test('every fault of the catalogue can be asked for without a duration', (t) => {
  for (const { name, defaultMs } of faultCatalogue) {
    t.deepEqual(parseFault(`${name}@1m`), { ok: true, fault: { name, atMs: 60_000, durationMs: defaultMs } })
  }
})

test('the catalogue names each fault once', (t) => {
  t.is(new Set(faultCatalogue.map(({ name }) => name)).size, faultCatalogue.length)
})

const refusals = test.macro({
  exec: (t, text: string, said: RegExp) => {
    const parsed = parseFault(text)
    t.false(parsed.ok)
    if (!parsed.ok) t.regex(parsed.message, said)
  },
  title: (_, text) => `"${String(text).slice(0, 30)}" is refused with a reason`,
})

test(refusals, 'gnss-silnet@5s', /did you mean gnss-silent\?/)
test(refusals, 'process-kill:traking@5s', /did you mean process-kill:tracking\?/)
test(refusals, 'gnss-silent', /lacks its time/)
test(refusals, 'gnss-silent@soon', /"soon" is not a time/)
test(refusals, 'gnss-silent@5s+0', /above 0/)
test(refusals, 'gnss-silent@5s+', /above 0/)
test(refusals, `${'x'.repeat(100_000)}@5s`, /unknown fault/)

test(refusals, 'process-stop:x@5s', /"x" in fault process-stop: did you mean process-stop:/)

test('a process-kill and a process-stop alone name a service and its signal', (t) => {
  t.deepEqual(signalOf('process-kill:links'), { service: 'links', signal: 'SIGKILL' })
  t.deepEqual(signalOf('process-stop:interlock'), { service: 'interlock', signal: 'SIGSTOP' })
  t.is(signalOf('lte-reset'), undefined)
})

const scheduled = (faults: Fault[]) => {
  const clock = new SimClock(1000)
  const schedule = new FaultSchedule(clock, faults)
  const changes: string[] = []
  schedule.onChange(({ name, isActive }) => changes.push(`${clock.nowMs()} ${name} ${isActive ? 'on' : 'off'}`))
  return { clock, schedule, changes }
}

test('a fault holds from its time for its duration, and knows its age', async (t) => {
  const { clock, schedule, changes } = scheduled([{ name: 'tamper', atMs: 500, durationMs: 200 }])
  t.is(schedule.ageMs('tamper'), undefined)
  await clock.runFor(600)
  t.is(schedule.ageMs('tamper'), 100)
  t.deepEqual(schedule.active(), ['tamper'])
  await clock.runFor(200)
  t.is(schedule.ageMs('tamper'), undefined)
  t.deepEqual(changes, ['1500 tamper on', '1700 tamper off'])
})

test('the same fault twice at once ends with the last', async (t) => {
  const { clock, changes } = scheduled([
    { name: 'tamper', atMs: 0, durationMs: 300 },
    { name: 'tamper', atMs: 100, durationMs: 400 },
  ])
  await clock.runFor(1000)
  t.deepEqual(changes, ['1000 tamper on', '1500 tamper off'])
})

test('a closed schedule begins nothing', async (t) => {
  const { clock, schedule, changes } = scheduled([{ name: 'tamper', atMs: 100, durationMs: 300 }])
  schedule.close()
  await clock.runFor(1000)
  t.deepEqual(changes, [])
})
