import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { judgeLink, type LinkObservation, type TrafficSeen } from './link-state.ts'
import { type LinksState, linksAtStart, planLinks } from './links.ts'

type Health = 'up' | 'no-lock' | 'silent' | 'muted'
const oneweb = (health: Health, traffic?: TrafficSeen): LinkObservation => ({
  name: 'oneweb',
  kind: 'satellite',
  modem: { isAlive: health !== 'silent', isLocked: health !== 'no-lock' },
  isTransmitPermitted: health !== 'muted',
  ...(traffic && { traffic }),
})
const lte = (registration: 'home' | 'searching' | 'denied' = 'home', rsrpDbm = -90): LinkObservation => ({
  name: 'lte',
  kind: 'cellular',
  modem: { isAlive: true, registration, rsrpDbm },
})

const cable = (carrier: 'there' | 'none' | 'absent'): LinkObservation => ({
  name: 'fibre',
  kind: 'ethernet',
  carrier,
})

interface Ride {
  forS: number
  links: (second: number) => readonly LinkObservation[]
  order?: readonly string[]
  pin?: string
  stepS?: number
}
const ride = ({ forS, links, order = ['oneweb', 'lte'], pin, stepS = 0.1 }: Ride) => {
  let state: LinksState = linksAtStart
  const moves: [second: number, to: string][] = []
  const reasons: string[] = []
  for (let tick = 0; tick * stepS <= forS; tick++) {
    const second = Math.round(tick * stepS * 10) / 10
    const seen = { links: links(second), policies: { passenger: { links: order, ...(pin && { pin }) } } }
    const planned = planLinks(state, seen, monotonicMs(second * 1000))
    state = planned.state
    for (const action of planned.actions) moves.push([second, action.do === 'prefer' ? action.link : 'nothing'])
    reasons.push(...planned.reasons)
  }
  return { state, moves, reasons }
}

test('a class starts on the first link of its list that is up', (t) => {
  t.deepEqual(ride({ forS: 5, links: () => [oneweb('up'), lte()] }).moves, [[0, 'oneweb']])
  t.deepEqual(ride({ forS: 5, links: () => [oneweb('no-lock'), lte()] }).moves, [[0, 'lte']])
})

test('a class stays on its link through a 300 ms latency spike', (t) => {
  const spike = (s: number) => (s >= 5 && s < 5.3 ? { latencyMs: 3000, loss: 0 } : { latencyMs: 60, loss: 0 })
  const { moves, reasons } = ride({ forS: 20, links: (s) => [oneweb('up', spike(s)), lte()] })
  t.deepEqual(moves, [[0, 'oneweb']])
  t.is(reasons.filter((reason) => reason.includes('degraded')).length, 0)
})

for (const [health, reason] of [
  ['no-lock', 'modem has no lock'],
  ['silent', 'modem is silent'],
] as const) {
  test(`a link is left at once when its ${reason}`, (t) => {
    const { moves, reasons } = ride({ forS: 10, links: (s) => [oneweb(s < 5 ? 'up' : health), lte()] })
    t.deepEqual(moves, [
      [0, 'oneweb'],
      [5, 'lte'],
    ])
    t.true(reasons.some((one) => one.startsWith('oneweb is') && one.endsWith(reason)))
    t.regex(reasons.at(-1) ?? '', /^passenger: oneweb → lte, oneweb is (down|acquiring), lte is up$/)
  })
}

test('a link is left when its transmission has been muted for a second, not for a passing mute', (t) => {
  const passing = ride({ forS: 10, links: (s) => [oneweb(s === 5 ? 'muted' : 'up'), lte()] })
  t.deepEqual(passing.moves, [[0, 'oneweb']])
  const lasting = ride({ forS: 10, links: (s) => [oneweb(s < 5 ? 'up' : 'muted'), lte()] })
  t.deepEqual(lasting.moves, [
    [0, 'oneweb'],
    [6, 'lte'],
  ])
  t.true(lasting.reasons.some((one) => one === 'oneweb is acquiring: transmission is muted'))
})

test('going back takes 20 s of proof without a break', (t) => {
  const isOut = (s: number) => (s >= 5 && s < 10) || (s >= 25 && s < 26)
  const { moves, reasons } = ride({ forS: 60, links: (s) => [oneweb(isOut(s) ? 'no-lock' : 'up'), lte()] })
  t.deepEqual(moves, [
    [0, 'oneweb'],
    [5, 'lte'],
    [46, 'oneweb'],
  ])
  t.is(reasons.at(-1), 'passenger: lte → oneweb, oneweb has been up for 20 s')
})

test('no class returns twice a minute however a link flaps', (t) => {
  const isOut = (s: number) => s >= 25 && s % 25 < 2
  const { moves } = ride({ forS: 600, links: (s) => [oneweb(isOut(s) ? 'no-lock' : 'up'), lte()] })
  const returns = moves
    .slice(1)
    .filter(([, to]) => to === 'oneweb')
    .map(([second]) => second)
  t.true(returns.length > 3)
  for (const [index, second] of returns.entries()) t.true(index === 0 || second - (returns[index - 1] ?? 0) >= 60)
})

test('two links that do badly in turn do not pass a class to and fro', (t) => {
  const bad = (s: number, phase: number): TrafficSeen => ({ loss: (s + phase) % 10 < 5 ? 0.3 : 0, latencyMs: 60 })
  const links = (s: number): LinkObservation[] => [oneweb('up', bad(s, 0)), { ...lte(), traffic: bad(s, 5) }]
  t.true(ride({ forS: 60, links }).moves.length <= 3)
})

test('a returning link is taken at once when nothing else carries', (t) => {
  const links = (s: number) => [oneweb(s >= 5 && s < 7 ? 'no-lock' : 'up'), lte(s < 8 ? 'home' : 'searching')]
  t.deepEqual(ride({ forS: 10, links }).moves, [
    [0, 'oneweb'],
    [5, 'lte'],
    [8, 'oneweb'],
  ])
})

test('a link that loses 30 % for two seconds is degraded and left for one that is up', (t) => {
  const { moves, reasons } = ride({
    forS: 20,
    links: (s) => [oneweb('up', { loss: s < 5 ? 0 : 0.3, latencyMs: 60 }), lte()],
  })
  t.deepEqual(moves, [
    [0, 'oneweb'],
    [7, 'lte'],
  ])
  t.is(reasons.at(-1), 'passenger: oneweb → lte, oneweb loses more than 10 %')
})

test('a link that does badly is left for one that the class had left, once that has been up for 5 s', (t) => {
  const isOut = (s: number) => s >= 5 && s < 10
  const loss = (s: number) => (s >= 11 ? 0.3 : 0)
  const links = (s: number): LinkObservation[] => [
    oneweb(isOut(s) ? 'no-lock' : 'up'),
    { ...lte(), traffic: { loss: loss(s), latencyMs: 60 } },
  ]
  t.deepEqual(ride({ forS: 30, links }).moves, [
    [0, 'oneweb'],
    [5, 'lte'],
    [15, 'oneweb'],
  ])
})

test('while the best has to prove itself, a link that does badly is left for the next best', (t) => {
  const isOut = (s: number) => s >= 5 && s < 12
  const links = (s: number): LinkObservation[] => [
    oneweb(isOut(s) ? 'no-lock' : 'up'),
    { ...lte(), traffic: { loss: s >= 11 ? 0.3 : 0, latencyMs: 60 } },
    cable('there'),
  ]
  t.deepEqual(ride({ forS: 40, links, order: ['oneweb', 'lte', 'fibre'] }).moves, [
    [0, 'oneweb'],
    [5, 'lte'],
    [13, 'fibre'],
    [32, 'oneweb'],
  ])
})

test('a class leaves a link that does badly for its pin, once that has been up again for 5 s', (t) => {
  const links = (s: number): LinkObservation[] => [
    oneweb(s >= 5 && s < 10 ? 'no-lock' : 'up'),
    { ...lte(), traffic: { loss: s >= 11 ? 0.3 : 0, latencyMs: 60 } },
  ]
  t.deepEqual(ride({ forS: 30, links, order: ['lte', 'oneweb'], pin: 'oneweb' }).moves, [
    [0, 'oneweb'],
    [5, 'lte'],
    [15, 'oneweb'],
  ])
})

test('a degraded link is kept while no other is up', (t) => {
  const links = () => [oneweb('no-lock'), lte('home', -120)]
  const { moves, state } = ride({ forS: 20, links })
  t.deepEqual(moves, [[0, 'lte']])
  t.is(state.links['lte']?.state, 'degraded')
})

test('a link on which nothing comes back is down after two seconds', (t) => {
  const { moves, state } = ride({ forS: 20, links: (s) => [oneweb('up', { loss: s < 5 ? 0 : 1 }), lte()] })
  t.deepEqual(moves, [
    [0, 'oneweb'],
    [7, 'lte'],
  ])
  t.is(state.links['oneweb']?.state, 'down')
})

test('without any link a class is dropped, once, and says why', (t) => {
  const { moves, reasons } = ride({ forS: 20, links: (s) => [oneweb('no-lock'), lte(s < 5 ? 'home' : 'denied')] })
  t.deepEqual(moves, [
    [0, 'lte'],
    [5, 'nothing'],
  ])
  t.is(reasons.at(-1), 'passenger: lte → nothing, lte is down, no other link carries it')
})

test('a link outside the list of a class never carries it', (t) => {
  const { moves } = ride({ forS: 20, links: (s) => [oneweb(s < 5 ? 'up' : 'no-lock'), lte()], order: ['oneweb'] })
  t.deepEqual(moves, [
    [0, 'oneweb'],
    [5, 'nothing'],
  ])
})

test('nothing changed gives the very same state', (t) => {
  const { state } = ride({ forS: 1, links: () => [oneweb('up'), lte()] })
  const seen = { links: [oneweb('up'), lte()], policies: { passenger: { links: ['oneweb', 'lte'] } } }
  t.is(planLinks(state, seen, monotonicMs(5_000)).state, state)
})

for (const [carrier, why] of [
  ['none', 'its port has no carrier'],
  ['absent', 'its port is not there'],
] as const) {
  test(`a port carries nothing when ${why}`, (t) => {
    const { state, moves } = ride({ forS: 5, order: ['fibre', 'lte'], links: () => [cable(carrier), lte()] })
    t.deepEqual(moves, [[0, 'lte']])
    t.is(state.links['fibre']?.reason, why)
  })
}

test('a port is up by its carrier, and down when nothing comes back through it', (t) => {
  const dead = { loss: 1 }
  const links = (s: number) => [{ ...cable('there'), ...(s >= 5 && { traffic: dead }) }, lte()]
  const { moves, state } = ride({ forS: 10, order: ['fibre', 'lte'], links })
  t.is(moves[0]?.[1], 'fibre')
  t.is(moves.at(-1)?.[1], 'lte')
  t.is(state.links['fibre']?.state, 'down')
})

test('what was measured overrules a modem that calls a link well, and not one that calls it lost', (t) => {
  const measured = (state: 'up' | 'degraded' | 'down'): TrafficSeen => ({
    loss: 0,
    verdict: { state, reason: 'measured' },
  })
  const judged = (seen: LinkObservation): string => judgeLink(undefined, seen, monotonicMs(0)).state
  t.is(judged(oneweb('up', measured('down'))), 'down')
  t.is(judged(oneweb('up', measured('degraded'))), 'degraded')
  t.is(judged(oneweb('up', measured('up'))), 'up')
  t.is(judged(oneweb('no-lock', measured('up'))), 'acquiring')
})

test('windows that were measured are not measured again: a loss that its verdict bears moves nothing', (t) => {
  const traffic: TrafficSeen = { loss: 0.5, verdict: { state: 'up', reason: 'measured' } }
  const before = judgeLink(undefined, oneweb('up', traffic), monotonicMs(0))
  t.is(judgeLink(before, oneweb('up', traffic), monotonicMs(60_000)).state, 'up')
})
