import test from 'ava'
import { type HomingMove, type HomingState, nextHoming } from './stepper-homing.ts'

/** Looks every 100 ms at a switch that is pressed between two times. */
const home = (pressedFromMs: number, pressedToMs: number) => {
  let state: HomingState = { phase: 'seek', sinceMs: 0 }
  const moves: [atMs: number, HomingMove][] = []
  for (let atMs = 0; atMs <= 20_000; atMs += 100) {
    const next = nextHoming(state, atMs >= pressedFromMs && atMs < pressedToMs, atMs)
    state = next.state
    if (next.move) moves.push([atMs, next.move])
  }
  return { phase: state.phase, moves }
}

test('the switch is sought, the axis rests, leaves it slowly, and is home where it opens', (t) => {
  t.deepEqual(home(5_000, 9_000), {
    phase: 'homed',
    moves: [
      [5_000, 'stop'],
      [6_000, 'away-slowly'],
      [9_000, 'zero'],
    ],
  })
})

test('an axis that stands on its switch only leaves it', (t) => {
  t.deepEqual(home(0, 3_000).moves, [
    [0, 'stop'],
    [1_000, 'away-slowly'],
    [3_000, 'zero'],
  ])
})

test('a switch that never opens, as one whose wire is broken, never is home', (t) => {
  t.is(home(0, Number.POSITIVE_INFINITY).phase, 'back-off')
})

test('a switch that is never met never is home', (t) => {
  t.deepEqual(home(Number.POSITIVE_INFINITY, 0), { phase: 'seek', moves: [] })
})
