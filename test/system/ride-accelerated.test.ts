import test from 'ava'
import { Desk, leavesNothing } from './command.ts'
import { lineDevices, readSummary, reportedSummary } from './summary.ts'

const rideMax = async (desk: Desk, ...more: string[]) => {
  const { status, stdout, stderr } = await desk.run('ride', '--speed', 'max', '--json', ...more)
  if (status !== 0) throw new Error(`status ${status}: ${stderr}`)
  return readSummary(stdout)
}

test.serial('the same seed gives the same ride twice but for the time it took', async (t) => {
  const desk = new Desk(t)
  const [once, again] = await Promise.all([
    rideMax(desk, '--for', '10m', '--seed', '7'),
    rideMax(desk, '--for', '10m', '--seed', '7'),
  ])
  t.deepEqual({ ...again, wallS: 0 }, { ...once, wallS: 0 })
  t.is(once.simulatedS, 600)
  t.is(once.fidelity, 'full')
  t.true(once.distanceKm > 5 && once.distanceKm < 25, `${once.distanceKm} km`)
  t.is(once.gnss.falseFixes, 0)
  t.deepEqual(Object.keys(once.links), ['oneweb', 'geo', 'lte'])
  for (const name of lineDevices) t.true((once.devices[name]?.rxFrames ?? 0) > 0, name)
  t.true(once.availabilityPct > 80)
  leavesNothing(t, desk)
})

test.serial('another seed gives another ride', async (t) => {
  const desk = new Desk(t)
  const [seven, eight] = await Promise.all(['7', '8'].map((seed) => rideMax(desk, '--for', '1m', '--seed', seed)))
  t.notDeepEqual({ ...seven, wallS: 0, seed: 0 }, { ...eight, wallS: 0, seed: 0 })
})

test.serial('a ride of 4 h is ridden at journey fidelity unless asked otherwise, and says so', async (t) => {
  const desk = new Desk(t)
  const ride = desk.start('ride', '--speed', 'max', '--for', '4h', '--report', 'report')
  await ride.says(/lte is up/)
  t.is((await ride.end('SIGTERM')).status, 0)
  t.is(reportedSummary(desk.path('report')).fidelity, 'journey')
  t.is((await rideMax(desk, '--for', '20s', '--fidelity', 'journey')).fidelity, 'journey')
})

test.serial('at a speed of 10 a ride takes a tenth of its time', async (t) => {
  const { wallS, simulatedS } = await rideMax(new Desk(t), '--for', '20s', '--speed', '10')
  t.is(simulatedS, 20)
  t.true(wallS >= 1.8 && wallS < 6, `${wallS} s`)
})

test.serial(
  'a cold controller in a hall without sky or clock has a time from the network within two minutes',
  async (t) => {
    const desk = new Desk(t)
    const without = ['gnss', 'gnss-roof-2'].flatMap((name) => ['--without', name])
    const { time } = await rideMax(desk, '--for', '3m', '--fault', 'depot-hall@0s', ...without)
    t.true(time.firstS !== null && time.firstS <= 120, `${time.firstS} s`)
    t.is(time.source, 'cellular')
    t.is(time.trustedS, null)
    t.true(time.worstMs < 2_000, `${time.worstMs} ms`)
    leavesNothing(t, desk)
  },
)
