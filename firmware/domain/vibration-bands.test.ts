import test from 'ava'
import { bandsWithin, foldsHz, highBandHz, validBandHz } from './vibration-bands.ts'

test('a board at 100 Hz sees up to 50 Hz, whatever its part passes', (t) => {
  t.deepEqual(validBandHz([0.1, 260], 100), [0.1, 50])
  t.deepEqual(validBandHz([0.1, 50], 400), [0.1, 50])
})

test('what the part passes above half the rate folds down, and is said', (t) => {
  t.deepEqual(foldsHz(260, 100), [50, 260])
  t.is(foldsHz(50, 100), undefined)
})

test('bands end with the valid one', (t) => {
  t.deepEqual(bandsWithin([0.1, 50]), [
    [0.5, 2],
    [2, 5],
    [5, 10],
    [10, 20],
    [20, 50],
  ])
  t.deepEqual(bandsWithin([0.1, 12]).at(-1), [10, 12])
  t.deepEqual(highBandHz([0.1, 50]), [25, 50])
})
