import test, { type ExecutionContext } from 'ava'
import { rideState } from '../../firmware/main/ride/ride-state.ts'
import { Desk } from './command.ts'
import { readSummary, type Summary } from './summary.ts'

const ridden = async (t: ExecutionContext, desk: Desk, args: readonly string[]): Promise<Summary> => {
  const { status, stdout, stderr } = await desk.run('ride', '--speed', 'max', '--json', ...args)
  t.is(status, 0, stderr)
  return readSummary(stdout)
}

for (const way of ['--coach-reversed', '--reverse'])
  test(`${way}: the heading is that of the body, and nothing is sent beside the satellite`, async (t) => {
    const { navigation, tracking } = await ridden(t, new Desk(t), ['--for', '12m', '--seed', '7', way])
    t.true(navigation.headingRmsDeg > 0 && navigation.headingRmsDeg <= 0.5, String(navigation.headingRmsDeg))
    t.is(tracking.offTargetTransmitS, 0)
  })

/** As a ride over the whole line in the other direction left it, at the start of Astana – Borovoe; the coach points 148.5° there. */
const STOOD = { headingTrueDeg: 149.02, headingSigmaDeg: 0.65, latDeg: 51.11216, lonDeg: 71.53316 }

const leaveHeading = async (folder: string): Promise<void> => {
  const { storage, keep } = await rideState(folder)
  const record = { ...STOOD, isAtRest: true, facing: 'forwards' }
  await storage.write('heading', new TextEncoder().encode(JSON.stringify(record)))
  await keep()
}

test('a restart at rest has the stored heading, with and without a motion part; with nothing stored it may be reversed', async (t) => {
  const desk = new Desk(t)
  const onwards = ['--route', 'astana-borovoe', '--fidelity', 'journey', '--coach-reversed', '--for', '5m']
  const { navigation: none } = await ridden(t, desk, onwards)
  t.is(none.headingStoredRmsDeg, 0)
  t.true(none.reversibleS > 0)
  for (const without of [['--without', 'imu'], []]) {
    const state = `again-${without.length}`
    await leaveHeading(desk.path(state))
    const { navigation, tracking } = await ridden(t, desk, [...onwards, ...without, '--state', state])
    t.true(navigation.headingStoredRmsDeg > 0 && navigation.headingStoredRmsDeg <= 1)
    t.true(navigation.headingAtRestRmsDeg > 0 && navigation.headingAtRestRmsDeg <= 1)
    t.is(navigation.reversibleS, 0)
    t.is(tracking.offTargetTransmitS, 0)
  }
})
