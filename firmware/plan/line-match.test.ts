import test from 'ava'
import { bearingDeg, distanceM, type Geodetic, move } from '../domain/geodesy.ts'
import { lineIndex } from '../domain/line-index.ts'
import type { Route } from '../domain/route.ts'
import { readText } from '../main/linux-machine.ts'
import { readRoutes } from '../main/read-route.ts'
import { type LineMatch, type LineMatchState, type LineSeen, lineMatchAtStart, planLineMatch } from './line-match.ts'

const routes = await readRoutes({ readText })
const index = lineIndex(routes)
const routeOf = (id: string): Route => routes.find((route) => route.id === id) as Route

/** Places every `stepM` along a line, `asideM` to its right, from km to km; falling kilometres ride it down. */
const way = (id: string, [fromKm, toKm]: readonly [number, number], { stepM = 500, asideM = 0 } = {}): LineSeen[] => {
  const { waypoints } = routeOf(id)
  const placeAt = (km: number): Geodetic => {
    const at = Math.max(
      1,
      waypoints.findIndex(({ chainageKm }) => chainageKm >= km),
    )
    const [a, b] = [{ ...waypoints[at - 1], heightM: 0 } as Geodetic, { ...waypoints[at], heightM: 0 } as Geodetic]
    return move(a, bearingDeg(a, b), (km - (waypoints[at - 1]?.chainageKm ?? 0)) * 1000)
  }
  const step = (Math.sign(toKm - fromKm) * stepM) / 1000
  return Array.from({ length: Math.floor((toKm - fromKm) / step) }, (_, count) => {
    const [here, next] = [placeAt(fromKm + count * step), placeAt(fromKm + (count + 1) * step)]
    const courseTrueDeg = bearingDeg(here, next)
    return { position: move(here, courseTrueDeg + 90, asideM), courseTrueDeg, speedMps: 25 }
  })
}

const run = (seen: readonly LineSeen[], state: LineMatchState = lineMatchAtStart) => {
  const reasons: string[] = []
  const matches: (LineMatch | undefined)[] = []
  for (const one of seen) {
    const planned = planLineMatch(state, { ...one, index })
    state = planned.state
    reasons.push(...planned.reasons)
    matches.push(planned.match)
  }
  return { state, reasons, matches, last: matches.at(-1) }
}

test('in a town that several lines leave from, none is named until the way tells', (t) => {
  const { matches, last, reasons } = run(way('astana-oskemen', [0.1, 120]))
  t.is(matches[0], undefined)
  t.is(last?.route.id, 'astana-oskemen')
  t.is(last?.direction, 'up')
  t.true(Math.abs((last?.chainageKm ?? 0) - 119.5) < 0.6)
  t.is(reasons.length, 1, reasons.join('; '))
})

test('every line, or one that shares its track, is found without a word of configuration, in both directions, 2 km beside its file', (t) => {
  for (const { id, lengthKm } of routes)
    for (const [from, to, direction] of [
      [0.3, 0.7, 'up'],
      [0.7, 0.3, 'down'],
    ] as const) {
      const seen = way(id, [from * lengthKm, to * lengthKm], { asideM: 2_000 })
      const { last } = run(seen)
      const end = index.near(seen.at(-1)?.position as Geodetic).map(({ route }) => route.id)
      const shares = end.includes(id) && end.includes(last?.route.id ?? '')
      t.true(last?.route.id === id || shares, `${id}: ${last?.route.id}`)
      if (last?.route.id === id) t.is(last.direction, direction)
      t.false(last?.isOffRoute)
    }
})

test('the configured line is believed at once, and given up when the way speaks against it', (t) => {
  const seen = way('astana-borovoe', [0.1, 80]).map((one) => ({ ...one, hintId: 'astana-almaty' }))
  const { matches, last } = run(seen)
  t.is(matches[0]?.route.id, 'astana-almaty')
  t.is(last?.route.id, 'astana-borovoe')
})

test('a train that goes back has turned after 300 m, and shunting turns nothing', (t) => {
  const there = run(way('astana-almaty', [300, 310], { stepM: 50 }))
  t.is(there.last?.direction, 'up')
  const shunted = run(way('astana-almaty', [310, 309.8], { stepM: 50 }), there.state)
  t.is(shunted.last?.direction, 'up')
  t.is(run(way('astana-almaty', [309.8, 309], { stepM: 50 }), shunted.state).last?.direction, 'down')
})

test('a train that leaves its line is told to be off it once, and back once it is well within reach', (t) => {
  const on = run(way('astana-almaty', [300, 320]))
  const from = on.last as LineMatch
  const aside = (m: number): LineSeen => ({
    position: move(way('astana-almaty', [320, 321])[0]?.position as Geodetic, from.bearingDeg + 90, m),
    courseTrueDeg: from.bearingDeg + 90,
    speedMps: 25,
  })
  const span = (a: number, b: number): LineSeen[] =>
    Array.from({ length: 40 }, (_, count) => aside(a + ((b - a) * count) / 39))
  const off = run(span(0, 12_000), on.state)
  t.true(off.last?.isOffRoute)
  t.is(off.reasons.filter((reason) => reason.startsWith('off the line')).length, 1, off.reasons.join('; '))
  const near = run(span(12_000, 7_000), off.state)
  t.true(near.last?.isOffRoute)
  const back = run(span(7_000, 1_000), near.state)
  t.false(back.last?.isOffRoute)
  t.is(back.reasons.filter((reason) => reason.startsWith('back on')).length, 1)
})

test('a train that joins another line is found on it within 60 km, nothing set', (t) => {
  const first = run(way('astana-almaty', [300, 1_000]))
  t.is(first.last?.route.id, 'astana-almaty')
  const almaty = way('aktobe-almaty', [routeOf('aktobe-almaty').lengthKm - 5, routeOf('aktobe-almaty').lengthKm - 400])
  const second = run(almaty, first.state)
  t.is(second.last?.route.id, 'aktobe-almaty')
  t.is(second.last?.direction, 'down')
})

test('what the crew says stands though the way could be another line', (t) => {
  const seen = way('astana-borovoe', [0.1, 10]).map((one) => ({ ...one, crewId: 'astana-oskemen' }))
  t.is(run(seen).matches[0]?.route.id, 'astana-oskemen')
})

test('far from every line there is none', (t) => {
  t.is(run([{ position: { latDeg: 0, lonDeg: 0, heightM: 0 } }]).last, undefined)
  t.true(distanceM({ latDeg: 0, lonDeg: 0, heightM: 0 }, { latDeg: 51, lonDeg: 71, heightM: 0 }) > 1e6)
})
