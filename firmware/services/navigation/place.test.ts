import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import { bearingDeg, type Geodetic, move } from '../../domain/geodesy.ts'
import { lineIndex } from '../../domain/line-index.ts'
import type { Route } from '../../domain/route.ts'
import { readText } from '../../main/linux-machine.ts'
import { readRoutes } from '../../main/read-route.ts'
import type { LineMatch } from '../../plan/line-match.ts'
import type { NavigationEstimate, TrackConstraint } from './collaborators.ts'
import { linePlaces } from './place.ts'

const routes = await readRoutes({ readText })
const index = lineIndex(routes)
const almaty = routes.find(({ id }) => id === 'astana-almaty') as Route

const placeAt = ({ waypoints }: Route, km: number): { position: Geodetic; courseTrueDeg: number } => {
  const at = Math.max(
    1,
    waypoints.findIndex(({ chainageKm }) => chainageKm >= km),
  )
  const [a, b] = [{ ...waypoints[at - 1], heightM: 0 } as Geodetic, { ...waypoints[at], heightM: 0 } as Geodetic]
  const courseTrueDeg = bearingDeg(a, b)
  return { position: move(a, courseTrueDeg, (km - (waypoints[at - 1]?.chainageKm ?? 0)) * 1000), courseTrueDeg }
}

const estimate = (km: number, more: Partial<NavigationEstimate> = {}): NavigationEstimate => ({
  atMs: monotonicMs(0),
  mode: 'fixed',
  ...placeAt(almaty, km),
  horizontalSigmaM: 3,
  speedMps: 25,
  ...more,
})

const setUp = (more: { hintId?(): string; crewLineId?(): string | undefined; track?: TrackConstraint } = {}) => {
  const learntFrom: NavigationEstimate[] = []
  const matches: (LineMatch | undefined)[] = []
  const reasons: string[] = []
  const places = linePlaces({
    index,
    rails: { onEstimate: (one) => learntFrom.push(one), trackAt: () => more.track },
    onMatch: (match) => matches.push(match),
    onReason: (reason) => reasons.push(reason),
    ...more,
  })
  const ride = (fromKm: number, toKm: number) => {
    let told = {} as ReturnType<typeof places.onEstimate>
    const stepKm = Math.sign(toKm - fromKm) * 0.5
    for (let km = fromKm; Math.sign(toKm - km) === Math.sign(stepKm); km += stepKm)
      told = places.onEstimate(estimate(km))
    return told
  }
  return { places, learntFrom, matches, reasons, ride }
}

test('on its line the train is told its kilometre, next station and next blockage', (t) => {
  const { ride } = setUp()
  const told = ride(300, 400)
  const next = almaty.stations.find(({ chainageKm }) => chainageKm > 399.5)
  t.is(told.nextStation, next?.name)
  t.true(Math.abs((told.chainageKm ?? 0) - 399.5) < 0.1)
  t.like(told.line, { lineId: 'astana-almaty', direction: 'up', isOffRoute: false })
  t.true(Math.abs((told.line?.nextStation?.distanceKm ?? 0) - ((next?.chainageKm ?? 0) - 399.5)) < 0.1)
})

test('the sigma of the kilometre is half the accuracy of the file, and the position’s own', (t) => {
  const { places } = setUp({ hintId: () => 'astana-almaty' })
  const { line } = places.onEstimate(estimate(300, { horizontalSigmaM: 4_000 }))
  t.is(line?.chainageSigmaKm, Math.hypot(almaty.accuracyM / 2, 4_000) / 1000)
})

test('without a position nothing is told, and a dead-reckoned one is matched all the same', (t) => {
  const { places, matches } = setUp({ hintId: () => 'astana-almaty' })
  t.deepEqual(places.onEstimate({ atMs: monotonicMs(0), mode: 'unknown' }), {})
  t.is(matches.length, 0)
  t.is(places.onEstimate(estimate(300, { mode: 'dead-reckoning' })).line?.lineId, 'astana-almaty')
})

test('off its line the train is told how far, and of nothing ahead', (t) => {
  const { places, ride, reasons } = setUp()
  ride(300, 400)
  const { position, courseTrueDeg } = placeAt(almaty, 400)
  const aside = move(position, courseTrueDeg + 90, 2 * almaty.accuracyM)
  const told = places.onEstimate(estimate(400, { position: aside }))
  t.true(told.line?.isOffRoute)
  t.is(told.nextStation, undefined)
  t.is(told.line?.nextStation, undefined)
  t.true(Math.abs((told.line?.offsetM ?? 0) - 2 * almaty.accuracyM) < 200)
  t.regex(reasons.at(-1) ?? '', /^off the line/)
})

test('from the first station of its line there is one way to go', (t) => {
  const { places } = setUp({ hintId: () => 'astana-almaty' })
  const { line } = places.onEstimate(estimate(0.2, { speedMps: 0 }))
  t.is(line?.direction, 'unknown')
  t.is(line?.nextStation?.name, almaty.stations.find(({ chainageKm }) => chainageKm > 0.2)?.name)
})

test('where lines share their track and nothing was said, no line is told', (t) => {
  const { places, matches } = setUp()
  t.deepEqual(places.onEstimate(estimate(0.2, { speedMps: 0 })), {})
  t.deepEqual(matches, [undefined])
})

test('the line that the crew set is told, whatever the configuration says', (t) => {
  const { places } = setUp({ hintId: () => 'astana-almaty', crewLineId: () => 'astana-oskemen' })
  t.is(places.onEstimate(estimate(0.2, { speedMps: 0 })).line?.lineId, 'astana-oskemen')
})

test('the bearing of learnt track comes before that of the line, which is worth 15°', (t) => {
  const { position, courseTrueDeg } = placeAt(almaty, 300)
  const line = setUp({ hintId: () => 'astana-almaty' }).places.bearingAt(position)
  t.is(line?.sigmaDeg, 15)
  t.true(Math.abs((line?.bearingDeg ?? 0) - courseTrueDeg) < 1)
  const track = { ...position, bearingDeg: 33, crossSigmaM: 2, bearingSigmaDeg: 0.4 }
  t.deepEqual(setUp({ track }).places.bearingAt(position), { bearingDeg: 33, sigmaDeg: 0.4 })
})

test('in a town that lines leave from in several directions the bearing is unknown, unless a line was named', (t) => {
  const { position } = placeAt(almaty, 0.2)
  t.is(setUp().places.bearingAt(position), undefined)
  t.truthy(setUp({ hintId: () => 'astana-almaty' }).places.bearingAt(position))
})
