import test from 'ava'
import type { LanSeen, Seen, StartSeen } from './diagnose/seen.ts'
import { type EndingId, endingIds, symptoms } from './diagnose/steps.ts'
import { diagnose, diagnoses } from './diagnose.ts'

const nothingSeen: Seen = { means: {}, terminals: {} }

for (const symptom of symptoms) {
  test(`${symptom}: with nothing to be seen it ends all the same`, (t) => {
    const { ending } = diagnose(symptom, nothingSeen)
    t.true(endingIds.includes(ending.id))
  })
  test(`${symptom}: each test is made once at most, and the first that ends is the last`, (t) => {
    const { made } = diagnose(symptom, nothingSeen)
    t.true(made.length <= diagnoses[symptom].length)
  })
}

const lan: LanSeen = {
  interface: 'lan-5',
  isThere: true,
  parent: { name: 'eth1', isThere: true },
  hasCarrier: true,
  hasAddress: true,
  isServing: true,
  rxFrames: 1_000,
  leases: { held: 7, most: 240 },
}
const crew: LanSeen = { ...lan, interface: 'lan-2', leases: { held: 0, most: 20 }, isOftenEmpty: true }
const links: Seen['links'] = {
  links: { lte: { state: 'up', reason: 'can carry traffic' } },
  routes: { passenger: 'lte' },
}

const coaches: readonly (readonly [what: string, lans: readonly LanSeen[] | undefined, end: EndingId])[] = [
  ['networks that the system has', [], 'lans-foreign'],
  ['links that say nothing of networks', undefined, 'service-silent'],
  ['a port that is gone', [{ ...lan, isThere: false, parent: { name: 'eth1', isThere: false } }], 'port-absent'],
  ['a VLAN that is gone', [lan, { ...lan, interface: 'lan-6', isThere: false }], 'vlan-absent'],
  ['a cable that is out', [{ ...lan, hasCarrier: false }], 'lan-cable-out'],
  ['an address that is lost', [{ ...lan, hasAddress: false }], 'no-address'],
  ['a dead server of addresses', [{ ...lan, isServing: false }], 'dhcp-dead'],
  ['no address left', [{ ...lan, leases: { held: 240, most: 240 } }], 'dhcp-full'],
  ['nobody who asks for one', [{ ...lan, leases: { held: 0, most: 240 } }], 'nobody-asks'],
  ['all well here', [lan], 'coach-own'],
  ['a crew that is away', [lan, { ...crew, rxFrames: 0 }], 'coach-own'],
  ['a coach without a sound', [lan, { ...lan, interface: 'lan-6', rxFrames: 0 }], 'coach-silent'],
  [
    'coaches without a sound',
    [lan, ...['lan-6', 'lan-7'].map((name) => ({ ...lan, interface: name, rxFrames: 0 }))],
    'coaches-silent',
  ],
]
/** Six seconds later, of those that have ever heard anything. */
const later = (lans: readonly LanSeen[]): LanSeen[] =>
  lans.map((one) => ({ ...one, ...(one.rxFrames !== undefined && { rxFrames: one.rxFrames * 1.1 }) }))
for (const [what, lans, end] of coaches)
  test(`coach-dead: ${what} ends with ${end}`, (t) => {
    const { ending } = diagnose('coach-dead', { ...nothingSeen, links, ...(lans && { lans, lansLater: later(lans) }) })
    t.is(ending.id, end)
  })

const life = (end: StartSeen['end'], more: Partial<StartSeen> = {}): StartSeen => ({
  end,
  isMachineStart: false,
  ranS: 7_200,
  crashes: {},
  ...more,
})
const now = life('running')
const lives: readonly (readonly [what: string, starts: readonly StartSeen[], end: EndingId])[] = [
  ['a service that ends by itself', [life('running', { crashes: { links: 3, gpsd: 1 } })], 'crashing'],
  ['a supply that failed before a restart', [life('supply'), { ...now, isMachineStart: true }], 'supply-cuts'],
  [
    'a machine that starts anew without a word',
    [life('cut'), life('cut', { isMachineStart: true }), { ...now, isMachineStart: true }],
    'cuts',
  ],
  ['a program that is killed', [life('cut'), life('cut'), now], 'ended-by-itself'],
  ['people who restart it', [life('clean'), life('clean'), life('clean'), life('clean'), now], 'restarted-by-hand'],
  ['a long and quiet life', [life('clean'), now], 'steady'],
]
for (const [what, starts, end] of lives)
  test(`keeps-rebooting: ${what} ends with ${end}`, (t) => {
    t.is(diagnose('keeps-rebooting', { ...nothingSeen, isSupplyFailing: false, starts }).ending.id, end)
  })

const reached = { link: 'lte', host: '9.9.9.9', sent: 3 }
const reaches: readonly (readonly [what: string, reach: NonNullable<Seen['reach']>, end: EndingId, value: RegExp])[] = [
  ['nobody beyond the link', { ...reached, received: 0 }, 'provider-silent', /9\.9\.9\.9 0\/3/],
  ['an answer from beyond it', { ...reached, received: 2, medianMs: 61 }, 'internet-works', /2\/3, 61 ms/],
  ['nobody who could ask', { skipped: 'no kernel' }, 'internet-unasked', /skipped \(no kernel\)/],
]
for (const [what, reach, end, value] of reaches)
  test(`no-internet: ${what} ends with ${end}`, (t) => {
    const { made, ending } = diagnose('no-internet', { ...nothingSeen, isSupplyFailing: false, links, reach })
    t.is(ending.id, end)
    t.regex(made.find(({ id }) => id === 'reach')?.value ?? '', value)
  })

test('coach-dead: networks that share a port lose its carrier together, and the sentence names them all', (t) => {
  const lans = ['lan-5', 'lan-6'].map((name) => ({ ...lan, interface: name, hasCarrier: false }))
  const { ending } = diagnose('coach-dead', { ...nothingSeen, links, lans })
  t.deepEqual(ending, { id: 'lan-cable-out', values: { lan: 'lan-5, lan-6', port: 'eth1', held: 7, most: 240 } })
})

const deaf = { state: 'down', reason: 'its probes are not answered', isRadioUp: true } as const
const carrying = { state: 'up', reason: 'can carry traffic', isRadioUp: true } as const
const policy: Seen['policy'] = { links: ['oneweb', 'lte'], isFailing: false }
const gone: NonNullable<Seen['reach']> = { link: 'oneweb', host: '9.9.9.9', sent: 3, received: 0 }
const silences: readonly (readonly [what: string, seen: Partial<Seen>, end: EndingId])[] = [
  ['two links deaf at once', { links: { links: { oneweb: deaf, lte: deaf }, routes: {} } }, 'shore-silent'],
  ['one deaf, and nobody who could ask', { links: { links: { oneweb: deaf }, routes: {} } }, 'nothing-back'],
  [
    'one deaf while the Internet answers by it',
    { links: { links: { oneweb: deaf }, routes: {} }, reach: { ...gone, received: 3 } },
    'shore-silent',
  ],
  [
    'one deaf while the Internet answers by it, and the shore by another that passengers may not use',
    { links: { links: { oneweb: deaf, geo: carrying }, routes: {} }, reach: { ...gone, received: 3 } },
    'tunnel-down',
  ],
  [
    'one deaf while the Internet does not answer either',
    { links: { links: { oneweb: deaf }, routes: {} }, reach: gone },
    'provider-silent',
  ],
  [
    'work that somebody announced',
    {
      links: { links: { oneweb: deaf }, routes: {} },
      outages: [{ link: 'oneweb', cause: 'gateway (Almaty)', leftMs: 1 }],
    },
    'planned-outage',
  ],
  [
    'a pin that does not carry',
    {
      links: { links: { oneweb: { ...deaf, isRadioUp: false }, lte: carrying }, routes: {} },
      policy: { links: ['oneweb', 'lte'], pin: 'oneweb', isFailing: true },
    },
    'class-pinned',
  ],
  [
    'a link over the limits of who would rather fail',
    {
      links: { links: { lte: carrying }, routes: {} },
      policy: { links: ['lte'], isFailing: true },
    },
    'class-fails',
  ],
  [
    'links that passengers may not use',
    { links: { links: { geo: carrying, lte: { ...deaf, isRadioUp: false } }, routes: {} } },
    'not-routed',
  ],
]
for (const [what, seen, end] of silences)
  test(`no-internet: ${what} ends with ${end}`, (t) => {
    t.is(diagnose('no-internet', { ...nothingSeen, isSupplyFailing: false, policy, ...seen }).ending.id, end)
  })

const on = (link: string, latencyMs: number): NonNullable<Seen['links']> => ({
  links: { oneweb: carrying, [link]: { ...carrying, latencyMs } },
  routes: { passenger: link },
})
const crawls: readonly (readonly [what: string, seen: Partial<Seen>, end: EndingId])[] = [
  [
    'a satellite far away',
    { links: on('geo', 620), means: { geo: { kind: 'satellite', device: 'geo', isFar: true } } },
    'far',
  ],
  ['a queue', { links: on('geo', 620) }, 'queued'],
  [
    'a better link that is out as announced',
    { links: on('lte', 620), outages: [{ link: 'oneweb', cause: 'work', leftMs: 60_000 }] },
    'planned-outage',
  ],
  [
    'a better link that nobody pays for any more',
    { links: on('lte', 620), usage: { oneweb: { usedGb: 20, budgetGb: 20 } } },
    'budget-over',
  ],
]
for (const [what, seen, end] of crawls)
  test(`slow: ${what} ends with ${end}`, (t) => {
    t.is(diagnose('slow', { ...nothingSeen, policy, ...seen }).ending.id, end)
  })

test('a link that loses half of everything does not count as one by which the Internet works', (t) => {
  const lossy = {
    links: { lte: { state: 'degraded', reason: 'loses', loss: 0.6 } },
    routes: { passenger: 'lte' },
  } as const
  const { ending } = diagnose('no-internet', { ...nothingSeen, isSupplyFailing: false, links: lossy })
  t.deepEqual(ending, { id: 'lossy', values: { link: 'lte', percent: '60', limit: 50 } })
})
