import test from 'ava'
import { nearestWords } from './nearest-words.ts'

test('a word that is a slip or two away is found, the nearest first', (t) => {
  t.deepEqual(nearestWords('mute', ['mode', 'mute', 'lockout']), ['mute', 'mode'])
  t.deepEqual(nearestWords('EMERGENCI', ['emergency', 'elements']), ['emergency'])
})

test('a short word is near to one that has most of its letters', (t) => {
  t.deepEqual(nearestWords('foo', ['log', 'show']), [])
  t.deepEqual(nearestWords('lgo', ['log']), [])
  t.deepEqual(nearestWords('lag', ['log']), ['log'])
})

test('a word that is near to nothing has no nearest', (t) => {
  t.deepEqual(nearestWords('bogus', ['raise', 'show', 'cancel']), [])
})
