import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { move } from '../domain/geodesy.ts'
import { planVote, type VoteObservation, type Voter, type VoteState, voteAtStart } from './receiver-vote.ts'
import type { TrainPlace } from './voter-places.ts'

const here = { latDeg: 51, lonDeg: 71, heightM: 0 }

/** A voter `offM` north of the train, which goes east at 30 m/s and is here now. */
const voter =
  (name: string, priority: number, offM: number, ageMs = 0) =>
  (nowMs: number): Voter => {
    const { latDeg, lonDeg } = move(move(here, 90, (-30 * ageMs) / 1_000), 0, offM)
    const fix = {
      atMs: monotonicMs(nowMs - ageMs),
      latDeg,
      lonDeg,
      speedMps: 30,
      courseTrueDeg: 90,
      horizontalSigmaM: 2.5,
    }
    return { name, priority, state: 'fix', fix }
  }
const silent = (name: string, priority: number) => (): Voter => ({ name, priority, state: 'silent' })
const expectedHere = (nowMs: number): TrainPlace => ({
  atMs: monotonicMs(nowMs),
  latDeg: here.latDeg,
  lonDeg: here.lonDeg,
  horizontalSigmaM: 3,
})

interface Scene {
  voters: readonly ((nowMs: number) => Voter)[]
  isExpectedHere?: boolean
  isPulled?: boolean
}

/** Votes once a second for some seconds; what came of it and all reasons on the way. */
const vote = (
  seconds: number,
  { voters, isExpectedHere, isPulled }: Scene,
  from: { state: VoteState; nowMs: number },
) => {
  let { state, nowMs } = from
  const reasons: string[] = []
  for (let second = 0; second < seconds; second++) {
    nowMs += 1_000
    const observation: VoteObservation = {
      voters: voters.map((at) => at(nowMs)),
      ...(isExpectedHere && { expected: expectedHere(nowMs) }),
      ...(isPulled !== undefined && { isPulled }),
    }
    const planned = planVote(state, observation, monotonicMs(nowMs))
    state = planned.state
    reasons.push(...planned.reasons)
  }
  const agreements = Object.fromEntries(
    Object.entries(state.standings).map(([name, { agreement }]) => [name, agreement]),
  )
  return { state, nowMs, reasons, chosen: state.chosen, agreements }
}
const start = { state: voteAtStart, nowMs: 0 }

test('one receiver is alone and chosen', (t) => {
  const { chosen, agreements, reasons } = vote(5, { voters: [voter('a', 0, 0)] }, start)
  t.is(chosen, 'a')
  t.deepEqual(agreements, { a: 'alone' })
  t.deepEqual(reasons, [])
})

test('before anybody has a fix the preferred receiver is listened to, and then the first to have one', (t) => {
  const none = vote(3, { voters: [silent('a', 0), silent('b', 1)] }, start)
  t.is(none.chosen, 'a')
  t.is(vote(1, { voters: [silent('a', 0), voter('b', 1, 0)] }, none).chosen, 'b')
})

test('two that agree are told so, and the preferred one is chosen, whatever order they come in', (t) => {
  const { chosen, agreements } = vote(5, { voters: [voter('b', 1, 4, 800), voter('a', 0, 0)] }, start)
  t.is(chosen, 'a')
  t.deepEqual(agreements, { a: 'agrees', b: 'agrees' })
})

test('of three the odd one is out after 3 s, though it is the preferred one and inertia went along with it', (t) => {
  const fine = vote(5, { voters: [voter('a', 0, 0), voter('b', 1, 3), voter('c', 2, -3)] }, start)
  const off = { voters: [voter('a', 0, 0), voter('b', 1, 80), voter('c', 2, 85)], isExpectedHere: true }
  t.is(vote(3, off, fine).chosen, 'a')
  const { chosen, agreements, reasons } = vote(5, off, fine)
  t.is(chosen, 'b')
  t.deepEqual(agreements, { a: 'disagrees', b: 'agrees', c: 'agrees' })
  t.deepEqual(reasons, ['a disagrees, 80 m off', 'listens to b: a contradicts the others or inertia'])
})

test('of two that contradict each other the one that inertia expects is in', (t) => {
  const { chosen, agreements } = vote(
    8,
    { voters: [voter('a', 0, 300), voter('b', 1, 2)], isExpectedHere: true },
    start,
  )
  t.is(chosen, 'b')
  t.deepEqual(agreements, { a: 'disagrees', b: 'agrees' })
})

test('that the fusion follows the one it listens to bears that one out only when inertia goes along', (t) => {
  const together = vote(5, { voters: [voter('a', 0, 0), voter('b', 1, 2)], isExpectedHere: true }, start)
  // b stays with the truth; a walks off, and the estimate with it.
  const apart = { voters: [voter('a', 0, 2), voter('b', 1, 300)], isExpectedHere: true }
  t.deepEqual(vote(8, apart, together).agreements, { a: 'disagrees', b: 'disagrees' })
  t.deepEqual(vote(8, { ...apart, isPulled: false }, together).agreements, { a: 'agrees', b: 'disagrees' })
  const pulled = vote(4, { ...apart, isPulled: true }, together)
  t.is(pulled.chosen, 'b')
  // Of the new one, which the estimate follows now, inertia cannot tell for a while.
  const followed = { voters: [voter('a', 0, -300), voter('b', 1, 2)], isExpectedHere: true }
  t.deepEqual(vote(20, followed, pulled).agreements, { a: 'disagrees', b: 'agrees' })
})

test('without inertia the preferred one of two is in, and both are said to disagree', (t) => {
  const { chosen, agreements } = vote(8, { voters: [voter('a', 0, 300), voter('b', 1, 2)] }, start)
  t.is(chosen, 'a')
  t.deepEqual(agreements, { a: 'disagrees', b: 'disagrees' })
})

test('one bad epoch changes nothing', (t) => {
  const voters = [voter('a', 0, 0), voter('b', 1, 2)]
  const fine = vote(5, { voters }, start)
  const bad = vote(2, { voters: [voter('a', 0, 0), voter('b', 1, 900)] }, fine)
  t.deepEqual(vote(1, { voters }, bad).agreements, { a: 'agrees', b: 'agrees' })
  t.deepEqual(bad.reasons, [])
})

test('a silent receiver hands over at once, and is listened to again after 10 s', (t) => {
  const both = { voters: [voter('a', 0, 0), voter('b', 1, 2)] }
  const fine = vote(5, both, start)
  const gone = vote(1, { voters: [silent('a', 0), voter('b', 1, 2)] }, fine)
  t.deepEqual(gone.reasons, ['listens to b: a is silent'])
  t.is(vote(10, both, gone).chosen, 'b')
  const back = vote(12, both, gone)
  t.is(back.chosen, 'a')
  t.deepEqual(back.reasons, ['listens to a: it comes before b and has been well for 10 s'])
})

test('in a tunnel, where nobody has a fix, the choice stays', (t) => {
  const fine = vote(15, { voters: [silent('a', 0), voter('b', 1, 2)] }, start)
  t.is(vote(200, { voters: [silent('a', 0), silent('b', 1)] }, fine).chosen, 'b')
})

test('a terminal that knows its place stands in after 5 s, so that a tunnel’s mouth calls for none', (t) => {
  const terminal = (nowMs: number): Voter => ({ ...voter('dish', 2, 5)(nowMs), isReserve: true })
  const fine = vote(5, { voters: [voter('a', 0, 0), terminal] }, start)
  const mouth = vote(4, { voters: [silent('a', 0), terminal] }, fine)
  t.is(mouth.chosen, 'a')
  t.is(vote(60, { voters: [silent('a', 0), silent('dish', 2)] }, mouth).chosen, 'a')
  t.is(vote(3, { voters: [silent('a', 0), terminal] }, mouth).chosen, 'dish')
  t.is(
    vote(1, { voters: [voter('a', 0, 0), silent('dish', 2)] }, vote(3, { voters: [silent('a', 0), terminal] }, mouth))
      .chosen,
    'a',
  )
})

test('antennas at both ends of the coach agree once the heading is known', (t) => {
  const rear = (nowMs: number): Voter => {
    const at = voter('b', 1, 0)(nowMs)
    const place = move(here, 90, -25)
    return { ...at, fix: { ...at.fix, ...place, leverArmM: [-25, 0, 0], horizontalSigmaM: 1 } as never }
  }
  const front = (nowMs: number): Voter => {
    const at = voter('a', 0, 0)(nowMs)
    return { ...at, fix: { ...at.fix, horizontalSigmaM: 1 } as never }
  }
  const seen = (nowMs: number) => ({ ...expectedHere(nowMs), headingTrueDeg: 90 })
  const { state } = planVote(voteAtStart, { voters: [front(0), rear(0)], expected: seen(0) }, monotonicMs(0))
  t.is(state.standings['b']?.agreement, 'agrees')
  t.true((state.standings['b']?.offsetM ?? 99) < 0.1)
  const turned = { ...seen(0), headingTrueDeg: 270 }
  const wrong = vote(5, { voters: [front, rear] }, start)
  t.is(wrong.agreements['b'], 'agrees')
  t.true(
    (planVote(voteAtStart, { voters: [front(0), rear(0)], expected: turned }, monotonicMs(0)).state.standings['b']
      ?.offsetM ?? 0) > 45,
  )
})
