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
  leases: { held: 7, most: 240 },
}
const links: Seen['links'] = {
  links: { lte: { state: 'up', reason: 'carries traffic' } },
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
]
for (const [what, lans, end] of coaches)
  test(`coach-dead: ${what} ends with ${end}`, (t) => {
    const { ending } = diagnose('coach-dead', { ...nothingSeen, links, ...(lans && { lans }) })
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
  ['nobody who could ask', { skipped: 'no kernel' }, 'internet-works', /skipped \(no kernel\)/],
]
for (const [what, reach, end, value] of reaches)
  test(`no-internet: ${what} ends with ${end}`, (t) => {
    const { made, ending } = diagnose('no-internet', { ...nothingSeen, isSupplyFailing: false, links, reach })
    t.is(ending.id, end)
    t.regex(made.find(({ id }) => id === 'reach')?.value ?? '', value)
  })
