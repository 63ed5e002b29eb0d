import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { monotonicMs, utcMs } from '../../../hal/units.ts'
import { satelliteLink as link, rideLinks } from '../../../test/fakes/link-ride.ts'
import type { Direction } from '../../domain/frames.ts'
import type { Blockage } from '../../domain/route.ts'
import { zeroHindrance, zeroOf } from '../../plan/accelerometer-zero.ts'
import type { HoldReason } from '../../plan/aim.ts'
import type { ClassPolicy } from '../../plan/class-policy.ts'
import { coverageAhead } from '../../plan/coverage-ahead.ts'
import { forecastOf } from '../../plan/forecast.ts'
import {
  askHandAim,
  type HandLease,
  type HandSeen,
  type HandState,
  handAtStart,
  passHandAim,
} from '../../plan/hand-aim.ts'
import { NONE } from '../../plan/handover-plan.ts'
import { explainClass } from '../../plan/link-why.ts'
import type { LinksObservation } from '../../plan/links.ts'
import { noFade, planFade } from '../../plan/signal-fade.ts'
import { starlinkAhead } from '../../plan/starlink-ahead.ts'
import type { StowPhase } from '../../plan/stow.ts'
import { causeWords, noCauses, planCauses } from '../../plan/stow-causes.ts'
import { languages, type MessageKey, messageKeys, type Text, textIn } from '../messages.ts'
import { saidText, scoreText } from './said-text.ts'

/** Names and units that stand as they are in every language. */
const unworded = (words: string): string => words.replaceAll(/\b(SIM|UTC|Otar|Ethernet|Dana)\b/g, '')

type Ride = Parameters<typeof rideLinks>[0]

/** All that is said of a class at the end of a ride of its links. */
const saidOfClass = (ride: Ride, more: Partial<LinksObservation> = {}): string[] => {
  const policy: ClassPolicy = { links: ['a', 'b'], ...ride.policy }
  const nowMs = monotonicMs(ride.forS * 1000)
  const { state } = rideLinks({ ...ride, policy, ...(more.terms && { terms: more.terms }) })
  const seen = { links: ride.links(ride.forS), policies: { passenger: policy }, ...more }
  const told = explainClass(state, seen, { trafficClass: 'passenger', nowMs })
  return [
    told?.verdict ?? '',
    ...(told?.candidates ?? []).flatMap(({ wouldChange, parts }) => [wouldChange, ...parts.map(({ text }) => text)]),
  ]
}

const both = () => [link('a', true), link('b', true)]
const outage = { fromMs: 40_000, toMs: 90_000, chance: 0.9, cause: 'tunnel Otar' }
const spent = { links: ['a', 'b'], budgetGb: 5, isSpent: true }
const worn = { a: { budgetGb: 10, usedGb: 10, costPerGb: 30 }, b: { costPerGb: 3 } }

const atMs = monotonicMs(1_000)
const standing: HandSeen = {
  speedMps: 0,
  isLockedOut: false,
  isStowing: false,
  isHeadingKnown: true,
  headingSigmaDeg: 0.2,
  isMuted: true,
  canReach: ({ elevationDeg }) => elevationDeg <= 80,
}
const to = { azimuthDeg: 140, elevationDeg: 60 }

/** Why an aim by hand, or peaking, is refused. */
const refusedAim = (seen: Partial<HandSeen>, where: Direction | undefined = to, state: HandState = handAtStart) =>
  askHandAim(state, { by: 'Dana', to: where, forMs: 60_000, seen: { ...standing, ...seen } }, atMs).reasons

const peaked = (seen: Partial<HandSeen>) =>
  askHandAim(handAtStart, { by: 'Dana', forMs: 60_000, seen: { ...standing, ...seen } }, atMs).reasons

const lease = { by: 'Dana', to, sinceMs: atMs, untilMs: monotonicMs(61_000), keepUntilMs: monotonicMs(9_000) }

/** Why one that was begun is over. */
const endedAim = (seen: Partial<HandSeen>, nowMs: number, more: Partial<HandLease> = {}) =>
  passHandAim({ lease: { ...lease, ...more } }, { ...standing, ...seen }, monotonicMs(nowMs)).reasons

const aims: readonly string[] = [
  ...refusedAim({ isLockedOut: undefined }),
  ...refusedAim({ isLockedOut: true }),
  ...refusedAim({ speedMps: undefined }),
  ...refusedAim({ speedMps: 14 }),
  ...refusedAim({ isStowing: true }),
  ...refusedAim({ isHeadingKnown: false }),
  ...refusedAim({}, { azimuthDeg: 0, elevationDeg: 85 }),
  ...refusedAim({}, to, { lease: { ...lease, by: 'SIM' } }),
  ...peaked({ headingSigmaDeg: undefined }),
  ...peaked({ headingSigmaDeg: 4 }),
  ...endedAim({}, 61_000),
  ...endedAim({}, 10_000),
  ...endedAim({ isMuted: false }, 5_000),
  ...endedAim({ speedMps: 3 }, 5_000),
]

const conditions = {
  shockG: 5,
  speedMps: 30,
  windMps: 20,
  lowClearance: 'Otar',
  isSupplyFailing: true,
  mode: 'washing',
} as const
const limits = { shockLimitG: 3, airSpeedLimitMps: 40 }
const causesOf = (order: string): string[] =>
  causeWords(planCauses(noCauses, { conditions: { ...conditions, order }, limits }, atMs))
const causes = causesOf('Dana')

/** As tracking words them. */
const holds: readonly HoldReason[] = [
  'lockout',
  'lockout-unknown',
  'no-position',
  'no-UTC',
  'no-heading',
  'no-satellite',
  'below-mask',
  'elevation-limit',
  'azimuth-limit',
]
const phases: readonly StowPhase[] = ['stowing', 'stowed', 'unstowing']
const hiders: readonly Blockage['kind'][] = ['tunnel', 'canopy', 'cutting']

const figures = { gravityG: [0, 0, -1], rms5sG: [0, 0.03, 0] } as const
const zeros = [zeroHindrance(undefined), zeroHindrance(3), zeroOf({ state: 'ok', figures }), zeroOf({ state: 'ok' })]

const hot = { isAlive: true, alerts: ['thermal-throttle'], outage: { cause: 'searching' }, nextSlotInS: 20 }
const restart = { reboot: { atUtcMs: utcMs(60_000), isReady: true } }
const starlink = starlinkAhead({ ...hot, ...restart }, utcMs(0), atMs).map(({ cause }) => cause)

const steps = [0, 10_000].map((utc) => ({ utcMs: utc, noradId: utc === 0 ? NONE : 1, name: 'Otar' }))
const forecasts = forecastOf(steps, { stepMs: 10_000, utcMs: 0, stowed: () => 'low clearance Otar' }).outages

const holes = (passes: number) =>
  coverageAhead((cell) => ({ passes, outShare: cell >= 10 && cell < 14 ? 1 : 0 }), {
    place: { line: 'l', direction: 'up', chainageKm: 4 },
    ...{ speedMps: 25, nowMs: 1_000, utcMs: undefined },
  }).map(({ cause }) => cause)

/** What weather makes of a signal that falls after it was usual for long. */
const faded = (): string[] => {
  let state = noFade
  return Array.from({ length: 400 }, (_, second) => {
    const heard = { carrierToNoiseDb: 12 - 0.05 * Math.max(0, second - 300), elevationDeg: 60 }
    const planned = planFade(state, heard, monotonicMs(1_000 * second))
    state = planned.state
    return state.expected?.cause ?? []
  }).flat()
}

const said: readonly string[] = [
  ...holes(1),
  ...holes(2),
  ...faded(),
  ...aims,
  ...causes,
  ...causesOf('Dana: at the console'),
  ...phases.map((phase) => `${phase}: ${causes.join('; ')}`),
  'peaked by Dana',
  'aimed by hand by Dana',
  ...holds.map((holding) => holding.replaceAll('-', ' ')),
  ...hiders.map((kind) => `${kind} Otar`),
  ...zeros.filter((zero) => typeof zero === 'string'),
  ...starlink.filter((cause) => !cause.startsWith('searching')),
  ...forecasts.map(({ reason }) => reason),
  ...saidOfClass({ forS: 30, links: both }, { outlook: { a: [outage] } }),
  ...saidOfClass({ forS: 39, links: () => [link('a', true)], policy: { links: ['a'], double: true } }),
  ...saidOfClass({ forS: 60, links: () => [link('a', true), link('b', false)] }, { outlook: { a: [outage] } }),
  ...saidOfClass({ forS: 60, links: () => [link('a', false), link('b', false)] }),
  ...saidOfClass({ forS: 60, links: () => [link('a', true, { loss: 0.3, latencyMs: 60 }), link('b', false)] }),
  ...saidOfClass({ forS: 30, links: (s) => [link('a', s < 5 || s >= 20), link('b', true)] }),
  ...saidOfClass({ forS: 60, links: both, policy: { links: ['a', 'b'], pin: 'b', fail: true } }),
  ...saidOfClass(
    { forS: 60, links: both, policy: { links: ['a', 'b'], worthPerGb: 20, fail: true } },
    { terms: { ...worn, b: { costPerGb: 30 } } },
  ),
  ...saidOfClass({ forS: 60, links: both, policy: { links: ['a', 'b'], worthPerGb: 20 } }, { terms: worn }),
  ...[true, false].flatMap((fail) =>
    saidOfClass({ forS: 60, links: both, policy: { ...spent, fail } }, { terms: { a: { costPerGb: 1 } } }),
  ),
]

for (const language of languages)
  test(`what services say has its words in ${language}`, (t) => {
    const text = textIn(language)
    for (const words of said) {
      if (language === 'en') t.is(saidText(text, words), words)
      else t.notRegex(unworded(saidText(text, words)), /[a-z]{3}/i, words)
    }
    t.not(scoreText(text, 'order'), language === 'en' ? '' : 'order')
  })

/** The keys of the messages that stand for something said. */
const keysOf = (words: string): MessageKey[] => {
  const keys: MessageKey[] = []
  const text: Text = (key) => {
    keys.push(key)
    return key
  }
  saidText(text, words)
  return keys
}

/** The most of a form that stands in one piece where it is written. */
const longestPiece = (form: string): string =>
  form
    .split(/\{\w+\}/)
    .map((piece) => piece.trim())
    .reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')

/** What plans and services are written of. */
const sources = (): string =>
  ['plan', 'services', 'console/diagnose']
    .flatMap((folder) => {
      const path = join(import.meta.dirname, '..', '..', folder)
      return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
    })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(name, 'utf8').replaceAll("\\'", "'"))
    .join('\n')

test('each form is of something that a plan or a service says', (t) => {
  const heard = new Set(said.flatMap(keysOf))
  const written = sources()
  const english = textIn('en')
  const idle = messageKeys.filter(
    (key) => key.startsWith('said.') && !heard.has(key) && !written.includes(longestPiece(english(key))),
  )
  t.deepEqual(idle, [])
})

test('what a person wrote, and what another release says, stand as they are', (t) => {
  const text = textIn('ru')
  for (const words of ['Aigerim: cable; roof', 'the moon is above the horizon', '']) t.is(saidText(text, words), words)
  t.is(scoreText(text, 'moon'), 'moon')
})
