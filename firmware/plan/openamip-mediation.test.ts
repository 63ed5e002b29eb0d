import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import {
  type AntennaStanding,
  type MediationObservation,
  type MediationState,
  type ModemStanding,
  mediationAtStart,
  planMediation,
} from './openamip-mediation.ts'

const on: AntennaStanding = { isAlive: true, isFunctional: true, isOnTarget: true }
const off: AntennaStanding = { ...on, isOnTarget: false }
const broken: AntennaStanding = { isAlive: true, isFunctional: false, isOnTarget: false }
const gone: AntennaStanding = { isAlive: false, isFunctional: false, isOnTarget: false }
const locked: ModemStanding = { isAlive: true, isLocked: true }
const searching: ModemStanding = { isAlive: true, isLocked: false }
const silent: ModemStanding = { isAlive: false, isLocked: false }

const seen = (
  antennas: Record<string, AntennaStanding>,
  modems: Record<string, ModemStanding> = { modem: locked },
): MediationObservation => ({ antennas: new Map(Object.entries(antennas)), modems: new Map(Object.entries(modems)) })

/** Plans each observation at its time, and gives who was joined when. */
const follow = (steps: readonly (readonly [atMs: number, observation: MediationObservation])[]) => {
  let state: MediationState = mediationAtStart
  const joined: string[] = []
  const reasons: string[] = []
  for (const [atMs, observation] of steps) {
    const planned = planMediation(state, observation, monotonicMs(atMs))
    state = planned.state
    joined.push(...planned.actions.map(({ modem, antenna }) => `${atMs}: ${modem}+${antenna}`))
    reasons.push(...planned.reasons)
  }
  return { joined, reasons }
}

test('nothing is joined before a modem and an antenna have spoken', (t) => {
  t.deepEqual(follow([[0, seen({ front: gone, rear: gone }, { modem: silent })]]).joined, [])
  t.deepEqual(follow([[0, seen({ front: off, rear: gone }, { modem: silent })]]).joined, [])
})

test('the antenna that is on the satellite gets the modem, and of equals the first', (t) => {
  t.deepEqual(follow([[0, seen({ front: off, rear: on })]]).joined, ['0: modem+rear'])
  t.deepEqual(follow([[0, seen({ front: on, rear: on })]]).joined, ['0: modem+front'])
})

test('an antenna that is on the satellite keeps its modem, whatever the others do', (t) => {
  const { joined } = follow([
    [0, seen({ front: off, rear: on })],
    [60_000, seen({ front: on, rear: on })],
  ])
  t.deepEqual(joined, ['0: modem+rear'])
})

test('one that is off for half a second gives way to one that is on already, not sooner', (t) => {
  const { joined, reasons } = follow([
    [0, seen({ front: on, rear: on })],
    [10_000, seen({ front: off, rear: on })],
    [10_400, seen({ front: off, rear: on })],
    [10_500, seen({ front: off, rear: on })],
  ])
  t.deepEqual(joined, ['0: modem+front', '10500: modem+rear'])
  t.is(reasons.at(-1), 'front is not on the satellite, rear is on the satellite already')
})

test('a mast is no reason to change', (t) => {
  const { joined } = follow([
    [0, seen({ front: on, rear: on })],
    [10_000, seen({ front: off, rear: on })],
    [10_300, seen({ front: on, rear: on })],
    [10_700, seen({ front: off, rear: on })],
  ])
  t.deepEqual(joined, ['0: modem+front'])
})

test('while no other is on the satellite, one that works keeps its modem', (t) => {
  const { joined } = follow([
    [0, seen({ front: on, rear: off })],
    [10_000, seen({ front: off, rear: off })],
    [60_000, seen({ front: off, rear: off })],
  ])
  t.deepEqual(joined, ['0: modem+front'])
})

test('one that is silent or broken gives way at once, also to one that still searches', (t) => {
  for (const lost of [gone, broken]) {
    const { joined } = follow([
      [0, seen({ front: on, rear: off })],
      [1_000, seen({ front: lost, rear: off })],
    ])
    t.deepEqual(joined, ['0: modem+front', '1000: modem+rear'])
  }
})

test('two that are blocked in turn change at most every five seconds', (t) => {
  const steps = Array.from({ length: 100 }, (_, at) => {
    const isFront = Math.floor(at / 10) % 2 === 0
    return [at * 100, seen({ front: isFront ? on : off, rear: isFront ? off : on })] as const
  })
  t.is(follow(steps).joined.length, 2)
})

test('a silent modem gives its antenna to one that speaks', (t) => {
  const { joined, reasons } = follow([
    [0, seen({ dish: on }, { first: locked, second: searching })],
    [5_000, seen({ dish: on }, { first: silent, second: searching })],
  ])
  t.deepEqual(joined, ['0: first+dish', '5000: second+dish'])
  t.is(reasons.at(-1), 'first is silent, second is without a carrier')
})

test('a modem that finds no carrier for a minute under a good antenna lets the other try, for a minute at least', (t) => {
  const both = { first: searching, second: searching }
  const { joined } = follow(
    Array.from({ length: 151 }, (_, second) => [second * 1_000, seen({ dish: on }, both)] as const),
  )
  t.deepEqual(joined, ['0: first+dish', '61000: second+dish', '122000: first+dish'])
})

test('a tunnel is no fault of the modem', (t) => {
  const both = { first: searching, second: searching }
  const { joined } = follow(
    Array.from({ length: 151 }, (_, second) => [second * 1_000, seen({ dish: off }, both)] as const),
  )
  t.deepEqual(joined, ['0: first+dish'])
})
