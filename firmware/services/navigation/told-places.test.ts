import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { ToldPlaces } from './told-places.ts'

const at = monotonicMs
const nobody = (): boolean => false

type Told = TopicMessage<'antennas'>['terminals'][string]['antennas'][string]

const antennas = (position: Told['position'], isAlive = true): TopicMessage<'antennas'>['terminals'] => ({
  ku: {
    pointing: 'self',
    antennas: { front: { isAlive, isFunctional: true, mayTransmit: true, ...(position && { position }) } },
  },
})
const told = (atMs: number, more: object = {}) => antennas({ atMs, latDeg: 51.112345, lonDeg: 71.533456, ...more })

test('an antenna votes after every receiver and every terminal, and is a reserve', (t) => {
  const places = new ToldPlaces()
  places.onAntennas(told(1_000), 0, at(1_000))
  places.onLocations({ array: { atMs: 1_000, latDeg: 51.1, lonDeg: 71.5 } }, at(1_000))
  const voters = places.voters(2, nobody, at(1_500)).sort((a, b) => a.priority - b.priority)
  t.deepEqual(
    voters.map(({ name }) => name),
    ['array', 'front'],
  )
  t.true(voters.every(({ priority, isReserve }) => priority >= 2 && isReserve === true))
})

test('its sigma has what it may be late and what it is rounded to', (t) => {
  const sigmaM = (position: ReturnType<typeof told>, speedMps?: number): number => {
    const places = new ToldPlaces()
    const [found] = places.onAntennas(position, speedMps, at(1_000))
    return Math.round(found?.[1].horizontalSigmaM ?? 0)
  }
  t.is(sigmaM(told(1_000), 0), 10)
  t.is(sigmaM(told(1_000), 33), 22)
  t.is(sigmaM(told(1_000)), 26)
  t.is(sigmaM(told(1_000, { latDeg: 51.11, lonDeg: 71.53 }), 0), 322)
  t.is(sigmaM(told(1_000, { latDeg: 0.0000001, lonDeg: 0 }), 0), 10)
})

test('what is old, repeated, ahead of time or of a silent antenna changes nothing', (t) => {
  const places = new ToldPlaces()
  const take = (terminals: ReturnType<typeof told>, nowMs: number, speedMps = 0): number =>
    places.onAntennas(terminals, speedMps, at(nowMs)).length
  t.is(take(told(1_000), 1_000), 1)
  t.is(take(told(1_000), 2_000), 0)
  t.is(take(told(900), 2_000), 0)
  t.is(take(told(9_000), 2_000), 0)
  t.is(take(antennas({ atMs: 2_000, latDeg: 51.2, lonDeg: 71.5 }, false), 2_000), 0)
  t.is(take(antennas(undefined), 2_000), 0)
  t.is(places.voters(1, nobody, at(4_400))[0]?.state, 'fix')
  t.is(places.voters(1, nobody, at(4_600))[0]?.state, 'silent')
})

test('a place that stands still to the last digit under a train that moves is frozen', (t) => {
  const places = new ToldPlaces()
  t.is(places.onAntennas(told(1_000), 30, at(1_000)).length, 1)
  t.is(places.onAntennas(told(2_000), 30, at(2_000)).length, 0)
  t.is(places.onAntennas(told(3_000), 0, at(3_000)).length, 1)
  t.is(places.onAntennas(told(4_000, { latDeg: 51.112645 }), 30, at(4_000)).length, 1)
})

test('a receiver of the same name goes first', (t) => {
  const places = new ToldPlaces()
  places.onAntennas(told(1_000), 0, at(1_000))
  t.deepEqual(
    places.voters(1, (name) => name === 'front', at(1_000)),
    [],
  )
})

test('the list of places ends', (t) => {
  const places = new ToldPlaces()
  const many = Array.from({ length: 50 }, (_, index) => [`t${index}`, { atMs: 1_000, latDeg: 51, lonDeg: 71 }] as const)
  t.is(places.onLocations(Object.fromEntries(many), at(1_000)).length, 32)
})

type Dish = TopicMessage<'starlink'>['dishes'][string]

const dish = (atMs: number, more: Partial<Dish> = {}): TopicMessage<'starlink'>['dishes'] => ({
  sky: {
    isAlive: true,
    alerts: [],
    lostSeconds: 0,
    ahead: [],
    location: { atMs, latDeg: 51.112345, lonDeg: 71.533456, sigmaM: 4 },
    ...more,
  },
})

test('a Starlink terminal votes like an antenna, with the sigma that it states and what it may be late', (t) => {
  const places = new ToldPlaces()
  const [found] = places.onDishes(dish(1_000), 20, at(1_000))
  t.is(Math.round(found?.[1].horizontalSigmaM ?? 0), 30)
  t.true(places.isOfAntenna('sky'))
  t.is(places.voters(1, nobody, at(7_900))[0]?.state, 'fix')
  t.is(places.voters(1, nobody, at(8_100))[0]?.state, 'silent')
})

test('a Starlink terminal without GNSS, or a silent one, has no vote, nor has a place that it told before', (t) => {
  const places = new ToldPlaces()
  const take = (dishes: TopicMessage<'starlink'>['dishes'], nowMs: number): number =>
    places.onDishes(dishes, 0, at(nowMs)).length
  t.is(take(dish(1_000, { isAlive: false }), 1_000), 0)
  t.is(take(dish(1_000, { gnss: { isValid: true, satellites: 9, isInhibited: true } }), 1_000), 0)
  t.is(take(dish(1_000, { gnss: { isValid: false, satellites: 0, isInhibited: false } }), 1_000), 0)
  t.is(take(dish(1_000), 1_000), 1)
  t.is(take(dish(1_000), 2_000), 0)
})
