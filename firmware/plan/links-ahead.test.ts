import test from 'ava'
import fc from 'fast-check'
import { satelliteLink as link, rideLinks } from '../../test/fakes/link-ride.ts'

const both = () => [link('a', true), link('b', true)]
const outage = (fromS: number, toS: number, chance = 1) => ({
  fromMs: fromS * 1000,
  toMs: toS * 1000,
  chance,
  cause: 'tunnel Otar',
})

test('a class is moved before a predicted outage by the time that a switch takes, and not earlier', (t) => {
  const { moves, reasons } = rideLinks({ forS: 70, links: both, outlook: () => ({ a: [outage(60, 90)] }) })
  t.deepEqual(moves, [
    [0, 'a'],
    [58, 'b'],
  ])
  t.is(reasons.at(-1), 'passenger: a → b, a is about to be out: tunnel Otar')
})

test('after a predicted outage a class goes back once the link has proven itself for 20 s after it', (t) => {
  const { moves } = rideLinks({
    forS: 130,
    links: (s) => [link('a', s < 60 || s >= 90), link('b', true)],
    outlook: (s) => (s < 90 ? { a: [outage(60, 90)] } : {}),
  })
  t.deepEqual(moves.at(-1), [110, 'a'])
  t.is(moves.length, 3)
})

test('an outage that was foreseen and does not come is still given its time and 20 s of proof', (t) => {
  const { moves } = rideLinks({ forS: 130, links: both, outlook: (s) => (s < 65 ? { a: [outage(60, 90)] } : {}) })
  t.deepEqual(moves, [
    [0, 'a'],
    [58, 'b'],
    [110, 'a'],
  ])
})

test('an outage that is unlikely, or hits every link alike, moves nothing', (t) => {
  const unlikely = rideLinks({ forS: 80, links: both, outlook: () => ({ a: [outage(60, 70, 0.1)] }) })
  t.deepEqual(unlikely.moves, [[0, 'a']])
  const alike = rideLinks({ forS: 80, links: both, outlook: () => ({ a: [outage(60, 70)], b: [outage(60, 70)] }) })
  t.deepEqual(alike.moves, [[0, 'a']])
})

test('no class goes back to a link for a short while between two outages', (t) => {
  const outages = [outage(60, 90), outage(125, 160)]
  const isOut = (s: number) => outages.some(({ fromMs, toMs }) => s * 1000 >= fromMs && s * 1000 < toMs)
  const { moves } = rideLinks({
    forS: 200,
    links: (s) => [link('a', !isOut(s)), link('b', true)],
    outlook: () => ({ a: outages }),
  })
  t.deepEqual(
    moves.map(([second]) => second),
    [0, 58, 180],
  )
})

test('an outage is left for the second link unless that is to be out as well, then for the third', (t) => {
  const { moves } = rideLinks({
    forS: 80,
    links: () => [link('a', true), link('b', true), link('c', true)],
    policy: { links: ['a', 'b', 'c'] },
    outlook: () => ({ a: [outage(60, 90)], b: [outage(65, 100)] }),
  })
  t.deepEqual(moves.at(-1), [58, 'c'])
})

test('a class is not moved ahead of an outage to a link that has only just come up', (t) => {
  const { moves } = rideLinks({
    forS: 70,
    links: (s) => [link('a', s < 60), link('b', s >= 57)],
    outlook: () => ({ a: [outage(60, 90)] }),
  })
  t.deepEqual(moves.at(-1), [60, 'b'])
})

const isAtMostOnceAMinute = (moves: readonly (readonly [number, string])[]): boolean =>
  moves.every(([second]) => moves.filter(([at]) => at >= second && at < second + 60).length <= 1)

test('a link that is up for 3 s and down for 4 s moves a class at most once a minute in ten minutes', (t) => {
  for (const order of [
    ['a', 'b'],
    ['b', 'a'],
  ]) {
    const { moves } = rideLinks({
      forS: 600,
      links: (s) => [link('a', s % 7 < 3), link('b', true)],
      policy: { links: order },
    })
    t.true(isAtMostOnceAMinute(moves.slice(1)))
  }
})

test('a flapping link beside one that does badly does not draw the class to and fro', (t) => {
  const bad = { loss: 0.3, latencyMs: 60 }
  const { moves } = rideLinks({ forS: 600, links: (s) => [link('a', s % 7 < 3), link('b', true, bad)] })
  t.true(isAtMostOnceAMinute(moves.slice(1)))
})

test('a pinned class stays on its pin while that carries, whatever is better; then it goes elsewhere or fails', (t) => {
  const links = (s: number) => [link('a', true), link('b', s < 50)]
  const pinned = rideLinks({ forS: 60, links, policy: { links: ['a', 'b'], pin: 'b' } })
  t.deepEqual(pinned.moves, [
    [0, 'b'],
    [50, 'a'],
  ])
  const failing = rideLinks({ forS: 60, links, policy: { links: ['a', 'b'], pin: 'b', fail: true } })
  t.deepEqual(failing.moves, [
    [0, 'b'],
    [50, 'nothing'],
  ])
})

test('a class leaves a link that is over its latency limit for two seconds, and not for a spike', (t) => {
  const policy = { links: ['a', 'b'], latencyLimitMs: 400 }
  const slow = (fromS: number, toS: number) =>
    rideLinks({
      forS: 60,
      policy,
      links: (s) => [link('a', true, { loss: 0, latencyMs: s >= fromS && s < toS ? 600 : 60 }), link('b', true)],
    }).moves
  t.deepEqual(slow(30, 30.3), [[0, 'a']])
  t.deepEqual(slow(30, 60), [
    [0, 'a'],
    [32, 'b'],
  ])
})

test('a link that carries less than a class’s floor is left; where it is the only one, only a class that fails drops', (t) => {
  const thin = { loss: 0, latencyMs: 60, throughputMbps: 0.01 }
  const links = (s: number) => [link('a', true, s < 30 ? { ...thin, throughputMbps: 5 } : thin)]
  const policy = { links: ['a'], rateFloorKbps: 64 }
  t.deepEqual(rideLinks({ forS: 60, links, policy }).moves, [[0, 'a']])
  t.deepEqual(rideLinks({ forS: 60, links, policy: { ...policy, fail: true } }).moves, [
    [0, 'a'],
    [32, 'nothing'],
  ])
})

test('a link whose price is more than the order of the list is worth comes after the next', (t) => {
  const terms = { a: { costPerGb: 6 } }
  t.is(rideLinks({ forS: 1, links: both, policy: { links: ['a', 'b'], worthPerGb: 20 }, terms }).moves[0]?.[1], 'b')
  t.is(rideLinks({ forS: 1, links: both, policy: { links: ['a', 'b'], worthPerGb: 200 }, terms }).moves[0]?.[1], 'a')
  t.is(rideLinks({ forS: 1, links: both, terms }).moves[0]?.[1], 'a')
})

test('a link whose budget is used up is the last resort', (t) => {
  const terms = { a: { budgetGb: 10, usedGb: 10 } }
  t.is(rideLinks({ forS: 1, links: both, terms }).moves[0]?.[1], 'b')
  t.is(rideLinks({ forS: 1, links: () => [link('a', true), link('b', false)], terms }).moves[0]?.[1], 'a')
})

/** Spans of a few seconds to a minute, one after the other. */
const spans = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })), { maxLength: 12 })
const toOutages = (lengths: readonly (readonly [number, number])[]) => {
  let at = 0
  return lengths.map(([gapS, lastsS]) => {
    const from = at + gapS
    at = from + lastsS
    return outage(from, at)
  })
}
const isIn = (outages: readonly { fromMs: number; toMs: number }[], s: number) =>
  outages.some(({ fromMs, toMs }) => s * 1000 >= fromMs && s * 1000 < toMs)

const worlds = fc.record({
  real: fc.tuple(spans, spans),
  /** What is foreseen may be true or not. */
  foreseen: fc.option(fc.tuple(spans, spans), { nil: undefined }),
})

const rideWorld = ({ real, foreseen }: typeof worlds extends fc.Arbitrary<infer W> ? W : never) => {
  const [a, b] = real.map(toOutages) as [ReturnType<typeof toOutages>, ReturnType<typeof toOutages>]
  const [a2, b2] = foreseen ? foreseen.map(toOutages) : [a, b]
  const isUp = { a: (s: number) => !isIn(a, s), b: (s: number) => !isIn(b, s) }
  const ride = rideLinks({
    forS: 300,
    links: (s) => [link('a', isUp.a(s)), link('b', isUp.b(s))],
    outlook: () => ({ a: a2 ?? [], b: b2 ?? [] }),
  })
  return { ride, isUp }
}

test('whatever fails and whatever is foreseen, no class is on a dead link while another carries', (t) => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { ride, isUp } = rideWorld(world)
      ride.carriedBy.forEach((on, tick) => {
        const s = tick / 10
        if (!isUp.a(s) && !isUp.b(s)) return
        if (on === undefined || !isUp[on as 'a' | 'b'](s)) throw new RangeError(`on ${on} at ${s} s`)
      })
    }),
    { numRuns: 40 },
  )
  t.pass()
})

test('whatever fails and whatever is foreseen, no class leaves a link that carries for one that it left more than once a minute', (t) => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { ride, isUp } = rideWorld(world)
      const returns: number[] = []
      const left = new Set<string>()
      let on: string | undefined
      for (const [second, to] of ride.moves) {
        const isByChoice = on !== undefined && isUp[on as 'a' | 'b'](second)
        if (isByChoice && left.has(to)) returns.push(second)
        if (on !== undefined) left.add(on)
        on = to === 'nothing' ? undefined : to
      }
      for (const [index, second] of returns.entries())
        if (index > 0 && second - (returns[index - 1] as number) < 60) throw new RangeError(`returns ${returns}`)
    }),
    { numRuns: 40 },
  )
  t.pass()
})

test('an outage foreseen rightly, with another link well since long and for long, is never met on the link that fails', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 200 }), fc.integer({ min: 10, max: 90 }), (fromS, lastsS) => {
      const out = outage(fromS, fromS + lastsS)
      const { carriedBy } = rideLinks({
        forS: 300,
        links: (s) => [link('a', !isIn([out], s)), link('b', true)],
        outlook: () => ({ a: [out] }),
      })
      if (carriedBy[fromS * 10 - 1] !== 'b') throw new RangeError(`met the outage at ${fromS} s`)
      if (carriedBy.lastIndexOf('a') > (fromS - 1) * 10 && fromS + lastsS < 230 && carriedBy.at(-1) !== 'a')
        throw new RangeError('never went back')
    }),
    { numRuns: 40 },
  )
  t.pass()
})
