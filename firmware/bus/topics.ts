import type { z } from 'zod'
import { sessions } from './schemas/access-commands.ts'
import { alarms } from './schemas/alarms.ts'
import { antennas, carriers, modems, transmit } from './schemas/interlock.ts'
import { cellular, links, outlook } from './schemas/links.ts'
import { fix, journey, navigation, receivers, sky, time } from './schemas/navigation.ts'
import { starlink } from './schemas/starlink.ts'
import { forecast, headings, locations, permission, pointing } from './schemas/tracking.ts'
import { event, health, power } from './schemas/train.ts'
import { motion, vibration } from './schemas/vibration.ts'
import type { ServiceName } from './services.ts'

interface TopicEntry<S extends z.ZodType> {
  schema: S
  writer: ServiceName
  /** 0: only when something happens. */
  nominalRateHz: number
  /** How old the last message may be before a reader treats it as unknown. */
  staleAfterMs: number
}

const topic = <S extends z.ZodType>(
  writer: ServiceName,
  schema: S,
  nominalRateHz: number,
  staleAfterMs: number,
): TopicEntry<S> => ({
  schema,
  writer,
  nominalRateHz,
  staleAfterMs,
})

const healthOf = (writer: ServiceName) => topic(writer, health, 0.5, 5_000)
const eventsOf = (writer: ServiceName) => topic(writer, event, 0, Number.POSITIVE_INFINITY)

/** Everything that services tell each other: one writer a topic. */
export const topics = {
  fix: topic('navigation', fix, 5, 1_500),
  navigation: topic('navigation', navigation, 20, 1_500),
  receivers: topic('navigation', receivers, 1, 3_000),
  sky: topic('navigation', sky, 1, 30_000),
  time: topic('navigation', time, 1, 5_000),
  journey: topic('navigation', journey, 0.1, 30_000),
  pointing: topic('tracking', pointing, 1, 3_000),
  permission: topic('tracking', permission, 20, 100),
  forecast: topic('tracking', forecast, 0.05, 60_000),
  locations: topic('tracking', locations, 1, 5_000),
  headings: topic('tracking', headings, 0.02, 120_000),
  modems: topic('interlock', modems, 1, 3_000),
  carriers: topic('interlock', carriers, 20, 3_000),
  antennas: topic('interlock', antennas, 1, 3_000),
  transmit: topic('interlock', transmit, 1, 3_000),
  cellular: topic('links', cellular, 1, 5_000),
  links: topic('links', links, 1, 3_000),
  outlook: topic('links', outlook, 0.2, 15_000),
  starlink: topic('links', starlink, 1, 5_000),
  vibration: topic('vibration', vibration, 1, 5_000),
  motion: topic('vibration', motion, 20, 2_500),
  power: topic('power', power, 5, 600),
  alarms: topic('alarms', alarms, 0.5, 6_000),
  sessions: topic('access', sessions, 0.2, 15_000),
  'navigation.health': healthOf('navigation'),
  'tracking.health': healthOf('tracking'),
  'interlock.health': healthOf('interlock'),
  'links.health': healthOf('links'),
  'vibration.health': healthOf('vibration'),
  'power.health': healthOf('power'),
  'gpsd.health': healthOf('gpsd'),
  'configuration.health': healthOf('configuration'),
  'alarms.health': healthOf('alarms'),
  'console.health': healthOf('console'),
  'access.health': healthOf('access'),
  'navigation.event': eventsOf('navigation'),
  'tracking.event': eventsOf('tracking'),
  'interlock.event': eventsOf('interlock'),
  'links.event': eventsOf('links'),
  'vibration.event': eventsOf('vibration'),
  'power.event': eventsOf('power'),
  'gpsd.event': eventsOf('gpsd'),
  'configuration.event': eventsOf('configuration'),
  'alarms.event': eventsOf('alarms'),
  'console.event': eventsOf('console'),
  'access.event': eventsOf('access'),
} as const

export type TopicName = keyof typeof topics
export type TopicMessage<N extends TopicName> = z.infer<(typeof topics)[N]['schema']>
export type EventMessage = TopicMessage<'navigation.event'>
