import test from 'ava'
import fc from 'fast-check'
import { seededRandom } from '../../hal/random.ts'
import { type LinkScript, rideLink, terms } from '../../test/fakes/health-ride.ts'

const BEGIN_MS = 10_000
const busy = () => 200
const random = () => seededRandom(5)
const from =
  (sinceMs: number, loss: number, ways: readonly ('up' | 'down')[] = ['up', 'down']): NonNullable<LinkScript['loss']> =>
  (way, atMs) =>
    atMs >= sinceMs && ways.includes(way) ? loss : 0
const ride = (script: Omit<LinkScript, 'random'>, forMs = 30_000) => rideLink({ ...script, random: random() }, forMs)
const only = fc.constantFrom<('up' | 'down')[]>(['up', 'down'], ['up'], ['down'])

test('a link is up with its first answer, and says nothing before', (t) => {
  t.deepEqual(
    ride({}, 1_000).verdicts.map(({ state, atMs }) => [state, atMs]),
    [['up', 40]],
  )
})

test('a link by which nothing ever came is down after a second', (t) => {
  const { verdicts } = ride({ loss: () => 1 }, 5_000)
  t.is(verdicts.length, 1)
  t.like(verdicts[0], { state: 'down', reason: 'its probes are not answered' })
  t.true((verdicts[0]?.atMs ?? 0) < 1_600)
})

test('silence under traffic, both ways or one, is found in 400 ms', (t) => {
  fc.assert(
    fc.property(only, fc.integer({ min: 0, max: 999 }), (ways, shiftMs) => {
      const { verdicts } = ride({ packetsPerS: busy, loss: from(BEGIN_MS + shiftMs, 1, ways) }, BEGIN_MS + 2_500)
      const found = verdicts[1]
      return found?.state === 'down' && found.atMs - BEGIN_MS - shiftMs <= 400
    }),
    { numRuns: 30 },
  )
  t.pass()
})

test('silence of an idle link, both ways or one, is found in 1.5 s', (t) => {
  fc.assert(
    fc.property(only, fc.integer({ min: 0, max: 999 }), (ways, shiftMs) => {
      const { verdicts } = ride({ loss: from(BEGIN_MS + shiftMs, 1, ways) }, BEGIN_MS + 4_000)
      const found = verdicts[1]
      return found?.state === 'down' && found.atMs - BEGIN_MS - shiftMs <= 1_500
    }),
    { numRuns: 30 },
  )
  t.pass()
})

test('a spike of 300 ms moves nothing, whether packets wait for its end or are lost', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_999 }), fc.boolean(), fc.boolean(), (shiftMs, isBusy, isLost) => {
      const isIn = (atMs: number): boolean => atMs >= BEGIN_MS + shiftMs && atMs < BEGIN_MS + shiftMs + 300
      const { verdicts } = ride(
        {
          packetsPerS: () => (isBusy ? 200 : 0),
          loss: (_, atMs) => (isLost && isIn(atMs) ? 1 : 0),
          delayMs: (atMs) => (isIn(atMs) ? 20 + BEGIN_MS + shiftMs + 300 - atMs : 20),
        },
        BEGIN_MS + 6_000,
      )
      return verdicts.length === 1
    }),
    { numRuns: 40 },
  )
  t.pass()
})

/** A minute on a link whose satellite, or its way, changes each 11 or 15 s: half of what goes in those 100 ms is lost. Whether that moved a class. */
const isMovedByRhythm = (index: number): boolean => {
  const periodMs = index % 2 === 0 ? 15_000 : 11_000
  const [baseMs, jumpMs, spikeMs] = [15 + ((index * 7) % 46), (index * 11) % 61, (index * 13) % 171]
  const delayMs = (atMs: number): number => {
    const slot = Math.floor(atMs / periodMs)
    const way = baseMs + (slot % 2) * jumpMs
    return atMs % periodMs < spikeMs && slot > 0 ? way + spikeMs - (atMs % periodMs) : way
  }
  const loss = (_: unknown, atMs: number) => (atMs % periodMs < 100 ? 0.5 : 0.005)
  const packetsPerS = () => (index % 3 === 0 ? 0 : 200)
  return rideLink({ packetsPerS, delayMs, loss, random: seededRandom(index) }, 60_000).verdicts.length > 1
}

test('the rhythms of satellites move next to nothing: slots of 15 s, beams of 11 s, a gateway that is further away', (t) => {
  // Of 4,000 such minutes five moved something: a burst of probes that falls into the change may be lost whole.
  const moved = Array.from({ length: 200 }, (_, index) => index).filter(isMovedByRhythm)
  t.true(moved.length <= 1, `moved in ${moved.join(', ')}`)
})

/** How long 30 % of loss is borne by each of 100 links, ms, the shortest first. */
const borneMs = (packetsPerS: () => number): number[] =>
  Array.from({ length: 100 }, (_, index) => {
    const script = { packetsPerS, loss: from(BEGIN_MS, 0.3), random: seededRandom(index) }
    const left = rideLink(script, BEGIN_MS + 8_000).verdicts.find(({ atMs }) => atMs > BEGIN_MS)
    return (left?.atMs ?? Number.POSITIVE_INFINITY) - BEGIN_MS
  }).sort((a, b) => a - b)

test('a loss of 30 % under traffic is left in 5 s', (t) => {
  t.true((borneMs(busy).at(-1) ?? 0) <= 5_000)
})

test('a loss of 30 % of an idle link, whose few probes may come through by luck, is left in 5 s in 19 cases of 20', (t) => {
  const borne = borneMs(() => 0)
  t.true((borne[50] ?? 0) <= 3_000)
  t.true((borne[95] ?? 0) <= 5_000)
})

test('a link that carries a twentieth of what is offered is left in 5 s, and a steady 2 % moves nothing', (t) => {
  const { verdicts } = ride({ packetsPerS: busy, loss: from(BEGIN_MS, 0.95) }, BEGIN_MS + 5_000)
  t.true(verdicts.length > 1)
  t.is(ride({ packetsPerS: busy, loss: () => 0.02 }, 60_000).verdicts.length, 1)
})

test('a far satellite is no silent one: GEO takes its 600 ms', (t) => {
  const geo = { delayMs: () => 300, packetsPerS: busy }
  t.is(ride(geo, 60_000).verdicts.length, 1)
  const { verdicts } = ride({ ...geo, loss: from(BEGIN_MS, 1) }, BEGIN_MS + 3_000)
  t.is(verdicts[1]?.state, 'down')
})

test('a flow that ends at the other side alone is no fault of the link', (t) => {
  t.is(
    ride({ packetsPerS: busy, loss: (way, atMs) => (way === 'down' && atMs % 4_000 < 70 ? 1 : 0) }).verdicts.length,
    1,
  )
})

test('a link that is up for 3 s and out for 4 s is never taken for well again', (t) => {
  const { verdicts } = ride(
    { packetsPerS: busy, loss: (_, atMs) => (atMs > BEGIN_MS && (atMs - BEGIN_MS) % 7_000 < 4_000 ? 1 : 0) },
    90_000,
  )
  t.is(verdicts.filter(({ state }) => state === 'up').length, 1)
  t.true(verdicts.some(({ state }) => state === 'degraded'))
})

test('a dead link that answers again is a last resort at once, and well after ten seconds', (t) => {
  const { verdicts } = ride({ loss: (_, atMs) => (atMs >= 10_000 && atMs < 15_000 ? 1 : 0) }, 40_000)
  t.deepEqual(
    verdicts.map(({ state }) => state),
    ['up', 'down', 'degraded', 'up'],
  )
  const [, , again, well] = verdicts
  t.true((again?.atMs ?? 0) < 16_500)
  t.true((well?.atMs ?? 0) > 25_000 && (well?.atMs ?? 0) < 28_000)
})

test('a hub whose program does not run, and whose kernel does, makes no link dead', (t) => {
  const isProgramSilent = (atMs: number): boolean => atMs > 10_000 && atMs < 40_000
  t.is(ride({ isProgramSilent }, 60_000).verdicts.length, 1)
  t.is(ride({ isProgramSilent, packetsPerS: busy }, 60_000).verdicts.length, 1)
  t.is(ride({ isProgramSilent: () => true }, 10_000).verdict.state, 'up', 'from the begin')
  const byGeo = { isProgramSilent, delayMs: () => 300 }
  t.is(ride(byGeo, 60_000).verdicts.length, 1)
  t.is(ride({ ...byGeo, packetsPerS: busy }, 60_000).verdicts.length, 1)
})

test('probes and what asks the kernel cost 4 kbit/s at the most, averaged over any minute, whatever the link does', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      (percent, periodS, isSilent) => {
        const loss = (_: unknown, atMs: number) => (Math.floor(atMs / 1_000) % periodS === 0 ? percent / 100 : 0)
        const isProgramSilent = (atMs: number) => isSilent && atMs > BEGIN_MS
        const { probeTimes } = ride({ packetsPerS: busy, loss, isProgramSilent }, 150_000)
        const most = (60_000 * terms.budgetKbps) / 8 / terms.probeBytes
        return probeTimes.every((atMs, index) => {
          const later = probeTimes.findIndex((one) => one >= atMs + 60_000)
          return (later < 0 ? probeTimes.length : later) - index <= most + 2
        })
      },
    ),
    { numRuns: 8 },
  )
  t.pass()
})

test('a spare link is probed more seldom than one that carries, and a costly one hardly', (t) => {
  const count = (use: LinkScript['use']): number => ride({ ...(use && { use }) }, 60_000).probes
  t.true(count('used') < 125 && count('used') > 115)
  t.true(count('spare') < 35)
  t.true(count('costly') < 10)
})
