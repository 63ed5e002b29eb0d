import test from 'ava'
import { drawTrackLine } from './track-line.ts'

const route = { lengthKm: 100, stops: [{ chainageKm: 0 }, { chainageKm: 50 }, { chainageKm: 100 }] }

test('the line is as wide as it was asked for, with the train, the way behind it and the stops', (t) => {
  t.is(drawTrackLine(route, 25, 21), '●━━━━▶────○─────────○')
  t.is(drawTrackLine(route, 75, 21), '●━━━━━━━━━●━━━━▶────○')
})

test('a train beyond either end is drawn at that end', (t) => {
  t.is(drawTrackLine(route, -5, 11), '▶────○────○')
  t.is(drawTrackLine(route, 250, 11), '●━━━━●━━━━▶')
  for (const columns of [1, 2, 7, 200]) t.is([...drawTrackLine(route, 33, columns)].length, columns)
})
