import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openStorage } from '../../../hal/linux/storage.ts'
import type { UtcMs } from '../../../hal/units.ts'
import { syntheticTle } from '../../../hardware/twin/world/constellation.ts'
import { UsageError } from '../../usage-error.ts'
import { planRide, type RideOptions } from './ride-plan.ts'

const EVENING_MS = Date.UTC(2026, 4, 31, 15)
const HOUR_MS = 3_600_000
const plain: RideOptions = { route: 'astana-almaty', speed: 1, seed: 1 }

const refused = async (t: ExecutionContext, options: Partial<RideOptions>, message: RegExp): Promise<void> => {
  const error = await t.throwsAsync(planRide({ ...plain, ...options }), { instanceOf: UsageError, message })
  t.notRegex(error?.message ?? '', /\n/)
}

const fileWith = async (t: ExecutionContext, text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-plan-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const file = join(folder, 'elements.tle')
  await writeFile(file, text)
  return file
}

const elementsOf = (t: ExecutionContext, epochUtcMs: number): Promise<string> =>
  fileWith(t, syntheticTle({ epochUtcMs, seed: 1 }))

test('a plain ride leaves Astana in the evening, at full fidelity, to the end of the line', async (t) => {
  const plan = await planRide(plain)
  t.like(plan, { routeId: 'astana-almaty', startUtcMs: EVENING_MS, fidelity: 'full', seed: 1 })
  t.is(plan.lengthMs, undefined)
  t.deepEqual(plan.faults, [])
})

test('a wrong fault is told with what is near', async (t) => {
  await refused(t, { fault: ['gnss-silnt@30s'] }, /gnss-silnt.*gnss-silent/)
  await refused(t, { fault: ['gnss-silent@soon'] }, /soon/)
  await refused(t, { fault: ['gnss-silent'] }, /gnss-silent/)
})

test('faults are kept in the order given, with their times', async (t) => {
  const { faults, faultTexts } = await planRide({ ...plain, fault: ['lte-reset@2m', 'gnss-silent@30s+20s'] })
  t.is(faultTexts.length, 2)
  t.like(faults[0], { name: 'lte-reset', atMs: 120_000 })
  t.deepEqual({ ...faults[1] }, { name: 'gnss-silent', atMs: 30_000, durationMs: 20_000 })
})

test('a fault that begins when the ride is over is refused; without a length there is no such time', async (t) => {
  const fault = ['lte-reset@10s', 'gnss-silent@30s+20s']
  await refused(t, { for: 30_000, fault }, /^fault gnss-silent begins at 0:30, after the ride's end at 0:30$/)
  t.is((await planRide({ ...plain, for: 30_001, fault })).faults.length, 2)
  t.is((await planRide({ ...plain, fault: ['gnss-silent@99h'] })).faults.length, 1)
})

test('a process can be killed only where services are processes', async (t) => {
  const fault = ['process-kill:tracking@30s']
  t.is((await planRide({ ...plain, fault })).faults.length, 1)
  for (const speed of [10, 'max'] as const)
    await refused(t, { speed, fault }, /process-kill:tracking needs --speed 1: .* share one process/)
})

for (const [options, fidelity] of [
  [{ speed: 'max', for: 4 * HOUR_MS }, 'journey'],
  [{ speed: 'max', for: 4 * HOUR_MS - 1 }, 'full'],
  [{ speed: 'max' }, 'journey'],
  [{ speed: 10, for: HOUR_MS, fidelity: 'journey' }, 'journey'],
  [{ speed: 'max', for: 17 * HOUR_MS, fidelity: 'full' }, 'full'],
  [{ speed: 1, for: 17 * HOUR_MS }, 'full'],
] as const satisfies readonly (readonly [Partial<RideOptions>, string])[]) {
  test(`a ride with ${JSON.stringify(options)} is played at ${fidelity}`, async (t) => {
    t.is((await planRide({ ...plain, ...options })).fidelity, fidelity)
  })
}

test('a real-time ride has no journey fidelity', async (t) => {
  await refused(t, { fidelity: 'journey' }, /^--fidelity journey is for accelerated rides/)
})

test('elements that fit the usual evening leave the ride there', async (t) => {
  const elements = await elementsOf(t, EVENING_MS - 30 * HOUR_MS)
  t.is((await planRide({ ...plain, elements })).startUtcMs as number, EVENING_MS)
})

for (const [what, epochMs] of [
  ['older than three days', EVENING_MS - 73 * HOUR_MS],
  ['of the time after', EVENING_MS + HOUR_MS],
] as const) {
  test(`elements ${what} move the ride to six hours after the newest, on a whole minute`, async (t) => {
    const { startUtcMs } = await planRide({ ...plain, elements: await elementsOf(t, epochMs) })
    t.is(startUtcMs % 60_000, 0)
    t.true(Math.abs(startUtcMs - (epochMs + 6 * HOUR_MS)) <= 60_000)
  })
}

test('elements that cannot be read are refused in one line that names the file', async (t) => {
  await refused(t, { elements: '/nowhere/elements.tle' }, /^\/nowhere\/elements\.tle: there is no such file$/)
  await refused(t, { elements: await fileWith(t, '<html>not found</html>\n') }, /elements\.tle: /)
  await refused(t, { elements: await fileWith(t, '') }, /elements\.tle: holds no element sets/)
})

test('an unknown route is refused with those there are', async (t) => {
  await refused(t, { route: 'astana-moscow' }, /^unknown route "astana-moscow"; routes: .*astana-almaty/)
})

test('a ride goes without devices that nothing needs, in reverse or tail first when it is asked to', async (t) => {
  t.like(await planRide(plain), { without: [], isReverse: false, isCoachReversed: false })
  const asked = { ...plain, without: ['odometer'], reverse: true, coachReversed: true } as const
  t.like(await planRide({ ...asked, without: ['odometer'] }), {
    without: ['odometer'],
    isReverse: true,
    isCoachReversed: true,
  })
  await refused(t, { without: ['odometer', 'lte'] }, /^--without lte: link lte needs it/)
})

test('a ride on what an earlier one left begins on the evening after it', async (t) => {
  const state = await mkdtemp(join(tmpdir(), 'steppelink-plan-'))
  t.teardown(() => rm(state, { recursive: true }))
  t.is((await planRide({ ...plain, state })).startUtcMs, EVENING_MS as UtcMs)
  const record = new TextEncoder().encode(JSON.stringify({ utcMs: EVENING_MS + 17 * HOUR_MS }))
  await (await openStorage(state)).write('time', record)
  t.is((await planRide({ ...plain, state })).startUtcMs, (EVENING_MS + 24 * HOUR_MS) as UtcMs)
})
