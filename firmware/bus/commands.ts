import { z } from 'zod'
import { auditHead } from '../domain/audit-head.ts'
import { ONE_LINE } from '../domain/one-line.ts'
import { trafficClasses } from '../domain/traffic-class.ts'
import { trainNumber } from '../domain/train-number.ts'
import { accelerometerKeep, accelerometerShown } from './schemas/accelerometer-commands.ts'
import {
  accessAdmitted,
  accessAnswer,
  accessChallenge,
  accessChanged,
  accessControl,
  accessInSession,
  accessLogin,
  accessNote,
  accessOnLine,
  accessPassword,
  accessShow,
  accessShown,
  accessUser,
  accessUsers,
  accessVerified,
} from './schemas/access-commands.ts'
import { alarmsAcknowledge, alarmsShown, logShown, logWanted } from './schemas/alarms.ts'
import {
  cellularDetail,
  foundOperators,
  modemAnswers,
  modemNamed,
  modemQuery,
  modemReset,
  textAudit,
  textList,
  textSend,
} from './schemas/cellular-commands.ts'
import {
  actor,
  candidateTold,
  configurationCommit,
  configurationEdit,
  configurationText,
  configurationTold,
  configurationWanted,
  elementsGiven,
  elementsPlaced,
} from './schemas/configuration-commands.ts'
import { emergencyCancel, emergencyList, emergencyRaise } from './schemas/emergency-commands.ts'
import { utcMs, utcTrust } from './schemas/fields.ts'
import { handHeld, handLifted, handReleased, pointNamed, pointSet, pointShown } from './schemas/hand-commands.ts'
import { lansShown } from './schemas/lans.ts'
import { linkTestAsked, linkTestBegun, linkTestNamed, linkTestShown } from './schemas/link-tests.ts'
import { peakNamed, peakSet, peakShown } from './schemas/peak-commands.ts'
import { requestList, requestRaise } from './schemas/request-commands.ts'
import { satellitesShown } from './schemas/satellites.ts'
import { dishDiagnostics, dishesShown, dishMap, dishNamed, dishOrdered } from './schemas/starlink-commands.ts'
import { startRecord } from './schemas/starts.ts'
import { usageShown } from './schemas/usage.ts'
import type { ServiceName } from './services.ts'
import { topics } from './topics.ts'

const lineId = z.string().min(1).max(64)

/** The journey as the topic tells it, after what was asked. */
const journey = topics.journey.schema

/** What the crew sets; what it leaves out stays as it set it before, or is found from position. */
const journeySet = z
  .strictObject({
    trainNumber: trainNumber.optional(),
    lineId: lineId.optional(),
    /** `up`: kilometres rise. */
    direction: z.enum(['up', 'down']).optional(),
  })
  .refine(
    (set) => Object.values(set).some((value) => value !== undefined),
    'sets nothing: give a train number, a line or a direction',
  )

const nothing = z.strictObject({})

const person = z.string().min(1).max(60)
const why = z.string().min(1).max(120)

/** What people give is shown on terminals and kept a line an entry: nothing in it moves a cursor, ends a line or turns the writing round. */
const given = (text: z.ZodString) => text.regex(ONE_LINE, 'give one line of letters and signs')

const by = given(person)
const reason = given(why)

/** Who latched something, why and when, by a time that was trusted so far; nothing of when where older firmware latched it. */
const latched = z.object({ by: person, reason: why, utcMs: utcMs.optional(), utcTrust: utcTrust.optional() })

/** What keeps terminals from transmitting by somebody's will. */
const transmitLatches = z.object({
  /** What is latched could not be read: nothing transmits, and it is unknown whether the roof is locked out. */
  isUnread: z.literal(true).optional(),
  /** Why not, and that a person on site has to decide; absent while it is still being read. */
  unreadWhy: z.string().max(400).optional(),
  /** One a person. */
  lockout: z.array(latched).optional(),
  /** One a signer. */
  disabled: z.array(latched).optional(),
  mode: z.enum(['normal', 'washing', 'depot']),
  modeBy: person.optional(),
  modeLeftS: z.number().nonnegative().optional(),
})

const lockoutSet = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('lock'), by, reason }),
  z.strictObject({ do: z.literal('unlock'), by }),
  z.strictObject({ do: z.literal('forget'), by, reason }),
])

const modeSet = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('set'),
    mode: z.enum(['washing', 'depot']),
    by,
    /** At most 16 h. */
    forMs: z.number().positive(),
  }),
  z.strictObject({ do: z.literal('end'), by }),
])

/** At most 16 h. */
const forMs = z.number().positive()

/** What people on site order of mounts, and the wind that they tell. */
const stowSet = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('on'), by, reason, forMs }),
  z.strictObject({ do: z.literal('wind'), by, windMps: z.number().min(0).max(100), forMs }),
  z.strictObject({ do: z.literal('off'), by }),
])

const leftS = z.number().nonnegative()

const stowOrders = z.object({
  order: z.object({ by: person, reason: why, leftS }).optional(),
  wind: z.object({ by: person, windMps: z.number().nonnegative(), leftS }).optional(),
  /** No mount has `airSpeedLimitMps`: the told wind stows none. */
  isWindIdle: z.literal(true).optional(),
  /** By terminal, those whose antenna can be stowed; none while tracking is silent. */
  mounts: z.record(z.string().max(64), z.object({ state: z.string().max(16), reasons: z.array(z.string()) })),
})

/** The elements that each terminal follows by from now on. */
const elementsInUse = z.object({
  terminals: z.record(
    z.string().max(64),
    z.object({ satellites: z.number().int().nonnegative(), barred: z.number().int().nonnegative() }),
  ),
})

/** An outage that people know of: a modem that is to be restarted, a satellite's maintenance. */
const outageAnnounced = z.strictObject({
  by: person,
  link: z.string().min(1).max(64),
  /** From now. */
  inMs: z.number().nonnegative().max(86_400_000),
  forMs: z.number().positive().max(86_400_000),
  cause: why,
})

/** What is announced of links and not over, by whom; times from now. */
const outagesShown = z.object({
  outages: z.array(
    z.object({
      source: z.string(),
      link: z.string().max(64),
      cause: z.string(),
      inMs: z.number().nonnegative(),
      leftMs: z.number().positive(),
    }),
  ),
})

const points = z.number()

/** Why a class of traffic is on its link: every candidate with the parts of its score. */
const classExplained = z.object({
  trafficClass: z.enum(trafficClasses),
  link: z.string().max(64).optional(),
  verdict: z.string().max(400),
  candidates: z
    .array(
      z.object({
        link: z.string().max(64),
        isChosen: z.boolean(),
        score: points,
        parts: z.array(z.object({ name: z.string().max(16), points, text: z.string().max(400) })).max(16),
        wouldChange: z.string().max(400),
      }),
    )
    .max(16),
})

/** What became of a test that transmission stops when the permit is dropped. Times count from the order, ms. */
const muteTested = z.object({
  /** How long the permit was withheld. */
  heldMs: z.number().nonnegative(),
  /** How long one edge of the line permits, by the power board. */
  edgeHoldsMs: z.number().nonnegative(),
  /** Edges made while it was withheld: 0. */
  edges: z.number().int().nonnegative(),
  /** When the board mutes, which is by its last edge. */
  lineMutedAfterMs: z.number().nonnegative(),
  terminals: z.record(
    z.string().max(64),
    z.object({
      wasPermitted: z.boolean(),
      /** When its permit was withdrawn, and its modem told so; absent: it was not. */
      withdrawnAfterMs: z.number().nonnegative().optional(),
      /** Whether its modem was there to hear it. */
      isModemAlive: z.boolean(),
    }),
  ),
})

interface CommandEntry<Request extends z.ZodType, Reply extends z.ZodType> {
  request: Request
  reply: Reply
  /** The service that answers. */
  server: ServiceName
  /** How long a caller waits who names no deadline. */
  deadlineMs: number
  /** Who may ask. `local`: whoever may enter the folder of the bus. */
  callers: 'local'
}

const command = <Request extends z.ZodType, Reply extends z.ZodType>(
  server: ServiceName,
  schemas: { request: Request; reply: Reply },
  deadlineMs: number,
): CommandEntry<Request, Reply> => ({ ...schemas, server, deadlineMs, callers: 'local' })

/** Everything that a service can be asked to do: one service answers, or the deadline passes. */
export const commands = {
  'journey.set': command('navigation', { request: journeySet, reply: journey }, 2_000),
  'journey.clear': command('navigation', { request: nothing, reply: journey }, 2_000),
  'journey.show': command('navigation', { request: nothing, reply: journey }, 2_000),
  'elements.reload': command('tracking', { request: nothing, reply: elementsInUse }, 30_000),
  'satellites.show': command('tracking', { request: nothing, reply: satellitesShown }, 2_000),
  'lockout.set': command('interlock', { request: lockoutSet, reply: transmitLatches }, 2_000),
  'mode.set': command('interlock', { request: modeSet, reply: transmitLatches }, 2_000),
  'stow.set': command('interlock', { request: stowSet, reply: stowOrders }, 2_000),
  'hand.hold': command('interlock', { request: handHeld, reply: nothing }, 2_000),
  'hand.release': command('interlock', { request: handReleased, reply: nothing }, 2_000),
  'hand.lift': command('interlock', { request: handLifted, reply: nothing }, 2_000),
  'hand.mute': command('interlock', { request: handReleased, reply: nothing }, 2_000),
  'point.set': command('tracking', { request: pointSet, reply: pointShown }, 5_000),
  'point.keep': command('tracking', { request: pointNamed, reply: pointShown }, 2_000),
  'point.end': command('tracking', { request: pointNamed, reply: pointShown }, 2_000),
  'point.show': command('tracking', { request: nothing, reply: pointShown }, 2_000),
  'peak.set': command('tracking', { request: peakSet, reply: peakShown }, 5_000),
  'peak.keep': command('tracking', { request: peakNamed, reply: peakShown }, 2_000),
  'peak.adopt': command('tracking', { request: peakNamed, reply: peakShown }, 5_000),
  'peak.end': command('tracking', { request: peakNamed, reply: nothing }, 2_000),
  'stow.show': command('interlock', { request: nothing, reply: stowOrders }, 2_000),
  'transmission.order': command(
    'interlock',
    { request: z.strictObject({ text: z.string().max(400) }), reply: transmitLatches },
    2_000,
  ),
  'mute.show': command('interlock', { request: nothing, reply: topics.transmit.schema }, 2_000),
  'mute.test': command('interlock', { request: z.strictObject({ by }), reply: muteTested }, 5_000),
  'transmission.show': command('interlock', { request: nothing, reply: transmitLatches }, 2_000),
  'text.send': command('links', { request: textSend, reply: textList }, 5_000),
  'text.show': command('links', { request: nothing, reply: textList }, 2_000),
  'text.audit': command('links', { request: nothing, reply: textAudit }, 2_000),
  'cellular.show': command('links', { request: nothing, reply: cellularDetail }, 2_000),
  'cellular.reset': command('links', { request: modemReset, reply: nothing }, 15_000),
  // Three commands, each asked three times by a modem that does not answer.
  'cellular.query': command('links', { request: modemQuery, reply: modemAnswers }, 40_000),
  'cellular.search': command('links', { request: modemNamed, reply: foundOperators }, 200_000),
  'emergency.raise': command('links', { request: emergencyRaise, reply: emergencyList }, 5_000),
  'emergency.cancel': command('links', { request: emergencyCancel, reply: emergencyList }, 5_000),
  'emergency.show': command('links', { request: nothing, reply: emergencyList }, 2_000),
  'request.raise': command('links', { request: requestRaise, reply: requestList }, 5_000),
  'request.show': command('links', { request: nothing, reply: requestList }, 2_000),
  'why.show': command(
    'links',
    { request: z.strictObject({ trafficClass: z.enum(trafficClasses) }), reply: classExplained },
    2_000,
  ),
  'starlink.show': command('links', { request: nothing, reply: dishesShown }, 2_000),
  'starlink.order': command(
    'links',
    { request: dishOrdered(by), reply: z.object({ outcome: z.string().max(200) }) },
    10_000,
  ),
  'starlink.map': command('links', { request: dishNamed, reply: dishMap }, 5_000),
  'starlink.diagnostics': command('links', { request: dishNamed, reply: dishDiagnostics }, 5_000),
  'configuration.show': command('configuration', { request: nothing, reply: configurationTold }, 2_000),
  'configuration.text': command('configuration', { request: configurationWanted, reply: configurationText }, 2_000),
  'configuration.candidate': command('configuration', { request: nothing, reply: candidateTold }, 5_000),
  'configuration.edit': command('configuration', { request: configurationEdit, reply: candidateTold }, 5_000),
  'configuration.commit': command('configuration', { request: configurationCommit, reply: configurationTold }, 10_000),
  'configuration.confirm': command('configuration', { request: actor, reply: configurationTold }, 5_000),
  'configuration.elements': command('configuration', { request: elementsGiven, reply: elementsPlaced }, 30_000),
  'alarms.show': command('alarms', { request: z.strictObject({ isAll: z.boolean() }), reply: alarmsShown }, 2_000),
  'alarms.acknowledge': command('alarms', { request: alarmsAcknowledge(by), reply: alarmsShown }, 5_000),
  'log.show': command('alarms', { request: logWanted, reply: logShown }, 5_000),
  'links.test': command('links', { request: linkTestAsked, reply: linkTestBegun }, 8_000),
  'links.job': command('links', { request: linkTestNamed, reply: linkTestShown }, 2_000),
  'links.stop': command('links', { request: z.strictObject({ job: z.number().int() }), reply: nothing }, 2_000),
  'lans.show': command('links', { request: nothing, reply: lansShown }, 5_000),
  'starts.show': command('power', { request: nothing, reply: z.object({ starts: startRecord }) }, 2_000),
  'usage.show': command('links', { request: nothing, reply: usageShown }, 2_000),
  // Hashing a password takes a controller up to a second, and others may wait before.
  'access.login': command('access', { request: accessLogin, reply: accessAdmitted }, 10_000),
  'access.challenge': command('access', { request: accessOnLine, reply: accessChallenge }, 5_000),
  'access.answer': command('access', { request: accessAnswer, reply: accessAdmitted }, 5_000),
  'access.leave': command('access', { request: accessInSession, reply: nothing }, 5_000),
  'access.note': command('access', { request: accessNote, reply: nothing }, 5_000),
  'access.control': command('access', { request: accessInSession, reply: accessControl }, 5_000),
  'access.password': command('access', { request: accessPassword, reply: accessChanged }, 10_000),
  'access.user': command('access', { request: accessUser, reply: accessChanged }, 10_000),
  'access.users': command('access', { request: nothing, reply: accessUsers }, 2_000),
  'access.show': command('access', { request: accessShow, reply: accessShown }, 10_000),
  'access.verify': command('access', { request: nothing, reply: accessVerified }, 120_000),
  'access.head': command('access', { request: nothing, reply: auditHead }, 5_000),
  'accelerometer.show': command('vibration', { request: nothing, reply: accelerometerShown }, 2_000),
  'accelerometer.keep': command('vibration', { request: accelerometerKeep, reply: accelerometerShown }, 5_000),
  'outage.announce': command(
    'links',
    { request: outageAnnounced, reply: z.object({ fromMs: z.number(), toMs: z.number() }) },
    2_000,
  ),
  'outage.show': command('links', { request: nothing, reply: outagesShown }, 2_000),
  'outage.cancel': command('links', { request: outageAnnounced.pick({ by: true, link: true }), reply: nothing }, 2_000),
} as const

export type CommandName = keyof typeof commands
export type CommandRequest<C extends CommandName> = z.infer<(typeof commands)[C]['request']>
export type CommandReply<C extends CommandName> = z.infer<(typeof commands)[C]['reply']>

export const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name)
