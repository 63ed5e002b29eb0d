import { readFileSync } from 'node:fs'
import test from 'ava'
import { distanceM, type Geodetic } from '../../../firmware/domain/geodesy.ts'
import { lookAtGeostationary } from '../../../firmware/domain/look-angle.ts'
import { parseRoute } from '../../../firmware/domain/route.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { utcMs, wrap180Deg } from '../../../hal/units.ts'
import { makeWorld, type WorldPlan } from './index.ts'

const parsed = parseRoute(readFileSync(new URL('../../routes/astana-almaty.geojson', import.meta.url), 'utf8'), 'line')
if ('error' in parsed) throw new Error(parsed.error)
const route = parsed
const startUtcMs = utcMs(Date.UTC(2026, 4, 31, 15))
const geodetic = ([latDeg, lonDeg]: [number, number]): Geodetic => ({ latDeg, lonDeg, heightM: 0 })
const ride = (seed = 1, plan: Partial<WorldPlan> = {}) => {
  const clock = new SimClock(77_000)
  const faults = new Set<string>()
  const faultAgeMs = (name: string): number | undefined => (faults.has(name) ? 0 : undefined)
  return { clock, faults, world: makeWorld({ route, clock, startUtcMs, seed, faultAgeMs, ...plan }) }
}

test('the ride begins when the world is made, standing in Astana under an open sky', (t) => {
  const { world } = ride()
  t.is(world.utcMs(), startUtcMs)
  t.is(world.train().atStop, 'Astana Nurly Zhol')
  t.is(world.train().speedMps, 0)
  t.is(world.surroundings().kind, 'open')
  t.true(world.visible().length > 10)
  t.truthy(world.cell())
})

test('within 90 seconds it has left the station and passed under the footbridge', async (t) => {
  const { clock, world } = ride()
  const kinds = new Set<string>()
  clock.every(500, () => kinds.add(world.surroundings().kind))
  await clock.runFor(90_000)
  t.true(kinds.has('canopy'))
  t.is(world.train().nextStop, 'Osakarovka')
  t.is(world.utcMs(), utcMs(startUtcMs + 90_000))
})

test('after 17 hours it is short of Almaty-2, soon after it has arrived', async (t) => {
  const { clock, world } = ride()
  await clock.runFor(16.5 * 3_600_000)
  t.false(world.isFinished())
  t.true(world.train().chainageM > 0.93 * world.lengthM)
  await clock.runFor(3_600_000)
  t.true(world.isFinished())
  t.is(world.train().atStop, 'Almaty-2')
})

test('the same seed gives the same ride, another seed another one', async (t) => {
  const [one, same, other] = [ride(), ride(), ride(2)]
  for (const { clock } of [one, same, other]) await clock.runFor(1_234_567)
  t.deepEqual(one.world.train(), same.world.train())
  t.deepEqual(one.world.motion(), same.world.motion())
  t.deepEqual(one.world.visible(), same.world.visible())
  t.notDeepEqual(one.world.train(), other.world.train())
})

test('a train at rest stays where it was put', async (t) => {
  const clock = new SimClock()
  const atRestAt = { latDeg: 51.13, lonDeg: 71.43 }
  const world = makeWorld({ route, clock, startUtcMs, seed: 1, atRestAt })
  await clock.runFor(3_600_000)
  t.like(world.train(), { ...atRestAt, speedMps: 0, rollDeg: 0 })
  t.deepEqual(world.motion().specificForceG, [0, 0, -1])
  t.is(world.surroundings().kind, 'open')
  t.false(world.isFinished())
})

test('a geostationary satellite stands where geometry has it', (t) => {
  const { world } = ride()
  t.deepEqual(world.geostationary(58.5), lookAtGeostationary(58.5, world.train()))
})

test('elements without one good set give an empty sky', (t) => {
  const world = makeWorld({ route, clock: new SimClock(), startUtcMs, seed: 1, elementsTle: 'nonsense' })
  t.deepEqual(world.visible(), [])
})

test('a tunnel may come wherever the train is: no sky and no cell for as long as it holds', async (t) => {
  const { clock, world, faults } = ride()
  t.truthy(world.cell())
  faults.add('tunnel')
  await clock.runFor(1)
  t.is(world.surroundings().kind, 'tunnel')
  t.is(world.surroundings().horizonDeg(10), 90)
  t.is(world.cell(), undefined)
  faults.clear()
  await clock.runFor(1)
  t.is(world.surroundings().kind, 'open')
  t.truthy(world.cell())
})

test('a stretch of low clearance is where its kilometres are, the other way round as well', async (t) => {
  const lowClearances = [{ fromKm: 0, toKm: 1 }]
  const [there, back] = [ride(1, { lowClearances }), ride(1, { lowClearances, isReverse: true })]
  t.deepEqual([there.world.isInLowClearance(), back.world.isInLowClearance()], [true, false])
  await there.clock.runFor(180_000)
  t.false(there.world.isInLowClearance())
  await back.clock.runFor(18 * 3_600_000)
  t.true(back.world.isFinished() && back.world.isInLowClearance())
})

test('a shock strikes the coach from below', (t) => {
  const { faults, world } = ride()
  faults.add('shock')
  const [x, y, z] = world.motion().specificForceG
  t.true(Math.abs(x) < 1 && Math.abs(y) < 1 && Math.abs(z - 9) < 0.5, `${x} ${y} ${z}`)
})

test('in the hall of a depot there is no sky, and a weaker cell', async (t) => {
  const { clock, world, faults } = ride()
  const outsideDbm = world.cell()?.rsrpDbm ?? Number.NaN
  faults.add('depot-hall')
  await clock.runFor(1)
  t.is(world.surroundings().horizonDeg(10), 90)
  t.true(Math.abs((world.cell()?.rsrpDbm ?? 0) - (outsideDbm - 20)) < 0.5)
})

test('rails lie where they lie whatever the seed, drivers and noise do not', async (t) => {
  const [one, other] = [ride(1), ride(2)]
  t.is(one.world.lengthM, other.world.lengthM)
  const places = async ({ clock, world }: typeof one): Promise<Map<number, [number, number]>> => {
    const at = new Map<number, [number, number]>()
    for (let second = 0; second < 1_500; second++) {
      const { chainageM, latDeg, lonDeg } = world.train()
      at.set(Math.round(chainageM / 500), [latDeg, lonDeg])
      await clock.runFor(1_000)
    }
    return at
  }
  const [first, second] = [await places(one), await places(other)]
  const shared = [...first].filter(([post]) => second.has(post))
  t.true(shared.length > 40)
  // Both pass a post within a second's way of it.
  for (const [post, place] of shared) t.true(distanceM(geodetic(place), geodetic(second.get(post) ?? [0, 0])) < 500)
  t.notDeepEqual(one.world.train(), other.world.train())
})

test('a ride in reverse begins at the end and meets the same rails, a coach tail first the same way', async (t) => {
  const back = ride(1, { isReverse: true })
  t.is(back.world.train().atStop, 'Almaty-2')
  await back.clock.runFor(17.4 * 3_600_000)
  t.is(back.world.train().atStop, 'Astana Nurly Zhol')
  const [forth, tail] = [ride(), ride(1, { isCoachReversed: true })]
  for (const { clock } of [forth, tail]) await clock.runFor(600_000)
  const [nose, turned] = [forth.world.train(), tail.world.train()]
  t.is(turned.courseTrueDeg, nose.courseTrueDeg)
  t.is(turned.latDeg, nose.latDeg)
  t.true(Math.abs(wrap180Deg(turned.headingTrueDeg - nose.headingTrueDeg - 180)) < 1e-9)
  t.deepEqual([turned.pitchDeg, turned.rollDeg], [-nose.pitchDeg, -nose.rollDeg])
  const [force, turnedForce] = [forth.world.motion().specificForceG, tail.world.motion().specificForceG]
  t.deepEqual([...turnedForce], [-force[0], -force[1], force[2]])
})
