import test from 'ava'
import { BUILD_UTC_MS, ERA_MS } from '../../drivers/gnss/epoch/era.ts'
import { type Decoded, decodeNotes } from './decode-notes.ts'

const decoded: Decoded = {
  bytes: 10_000,
  rxFrames: 100,
  unknownFrames: 3,
  rxDiscardedBytes: 90,
  checksumErrors: 1,
  movedByMs: new Set(),
}

test('a log that is understood has no note', (t) => {
  t.deepEqual(decodeNotes(decoded, undefined), [])
})

test('dates that were moved to another era are told, with what mends it', (t) => {
  const moved = { ...decoded, movedByMs: new Set([ERA_MS]) }
  const day = new Date(BUILD_UTC_MS).toISOString().slice(0, 10)
  const [note = ''] = decodeNotes(moved, undefined)
  t.true(note.startsWith(`dates from before this firmware (${day}) were moved by 1024 weeks`))
  t.true(note.endsWith('give --now with a day of its time'))
  t.deepEqual(decodeNotes(moved, Date.UTC(2019, 2, 1)), [
    "dates were moved by 1024 weeks to agree with --now 2019-03-01; that must be a day of the log's time",
  ])
})

test('bytes of which nothing was understood say so, and why', (t) => {
  const none = { ...decoded, rxFrames: 0, unknownFrames: 0, rxDiscardedBytes: 9_990, checksumErrors: 7 }
  t.deepEqual(decodeNotes(none, undefined), [
    "no message understood: 9990 bytes belonged to none (7 wrong checksums); is it a receiver's bytes, at the right baud rate?",
  ])
  t.deepEqual(decodeNotes({ ...none, bytes: 0 }, undefined), ['no message understood: there are no bytes'])
  t.deepEqual(decodeNotes({ ...decoded, unknownFrames: 100 }, undefined), [
    'no message understood: 100 were whole, none of a known kind',
  ])
})

test('a large share of bytes outside of messages is told with its counts', (t) => {
  t.deepEqual(decodeNotes({ ...decoded, rxDiscardedBytes: 2_500, checksumErrors: 12 }, undefined), [
    '2500 of 10000 bytes belonged to no message; 12 wrong checksums',
  ])
})
