import test from 'ava'
import { afterFailure, tidied } from './quarantine.ts'

const NOW = Date.UTC(2026, 4, 31, 15)
const MINUTE_MS = 60_000

test('each failure while others lock waits four times as long, a day at most', (t) => {
  let list: Parameters<typeof tidied>[0] = []
  const waitsMin = Array.from({ length: 8 }, () => {
    const after = afterFailure(list, { noradId: 7, utcMs: NOW, othersLock: true })
    list = after.list
    return after.holdsMs / MINUTE_MS
  })
  t.deepEqual(waitsMin, [1, 4, 16, 64, 256, 1_024, 1_440, 1_440])
  t.is(list.length, 1)
})

test('while nothing locks each satellite waits a minute: the antenna is to blame', (t) => {
  let list: Parameters<typeof tidied>[0] = []
  for (let count = 0; count < 5; count++) {
    const after = afterFailure(list, { noradId: 7, utcMs: NOW, othersLock: false })
    list = after.list
    t.is(after.holdsMs, MINUTE_MS)
  }
  t.is(list[0]?.failures, 1)
})

test('failures are forgotten with a lock, and a day after the wait', (t) => {
  const list = [{ noradId: 7, untilUtcMs: NOW + MINUTE_MS, failures: 2 }]
  t.is(tidied(list, { utcMs: NOW }), list)
  t.deepEqual(tidied(list, { utcMs: NOW, lockedNoradId: 7 }), [])
  t.deepEqual(tidied(list, { utcMs: NOW + 25 * 60 * MINUTE_MS }), [])
})

test('a quarantine from a time far ahead holds nobody', (t) => {
  t.deepEqual(tidied([{ noradId: 7, untilUtcMs: NOW + 400 * 86_400_000, failures: 1 }], { utcMs: NOW }), [])
})
