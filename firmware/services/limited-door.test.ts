import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { fakeSocket } from '../../test/fakes/datagrams.ts'
import { type DoorCounters, FAILED_A_SECOND, hearBy } from './limited-door.ts'

const GENUINE = new Uint8Array([1])
const FORGED = new Uint8Array([2])

/** Two doors of one service that takes three messages a second by each. */
const twoDoors = () => {
  const clock = new SimClock()
  const counters: DoorCounters = { garbled: 0, forged: 0, tooMany: 0 }
  const decode = ([first]: Uint8Array) => (first === 1 ? { isOurs: true } : 'forged')
  const doors = [fakeSocket(), fakeSocket()] as const
  const heard: number[] = []
  for (const [index, { socket }] of doors.entries())
    hearBy({ socket, clock, decode, aSecond: 3, counters }, () => heard.push(index))
  return { clock, counters, doors, heard }
}

test('a flood of forgeries takes no genuine message’s place', (t) => {
  const { doors, heard, counters } = twoDoors()
  for (let count = 0; count < 1_000; count++) doors[0].comes(FORGED)
  doors[0].comes(GENUINE)
  t.deepEqual(heard, [0])
  t.deepEqual(counters, { garbled: 0, forged: 1_000, tooMany: 0 })
})

test('a flood that costs too much closes its own door for the rest of the second, and no other', async (t) => {
  const { doors, heard, counters, clock } = twoDoors()
  for (let count = 0; count < FAILED_A_SECOND + 5; count++) doors[0].comes(FORGED)
  doors[0].comes(GENUINE)
  doors[1].comes(GENUINE)
  t.deepEqual(heard, [1])
  t.deepEqual(counters, { garbled: 0, forged: FAILED_A_SECOND, tooMany: 6 })
  await clock.runFor(1_000)
  doors[0].comes(GENUINE)
  t.deepEqual(heard, [1, 0])
})

test('genuine messages are taken so many a second by each door', async (t) => {
  const { doors, heard, counters, clock } = twoDoors()
  for (let count = 0; count < 5; count++) doors[0].comes(GENUINE)
  doors[1].comes(GENUINE)
  t.deepEqual(heard, [0, 0, 0, 1])
  t.is(counters.tooMany, 2)
  await clock.runFor(1_000)
  doors[0].comes(GENUINE)
  t.is(heard.length, 5)
})
