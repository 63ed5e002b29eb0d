import type { TwinReport } from '../../../hardware/twin/report.ts'
import type { Bus } from '../../bus/bus.ts'
import { serviceNames } from '../../bus/services.ts'
import type { EventMessage, TopicMessage, TopicName } from '../../bus/topics.ts'

/** What a person looks at during a ride: the last message of each topic, the truth, and the latest decisions. */
export interface RideView {
  truth?: TwinReport
  fix?: TopicMessage<'fix'>
  navigation?: TopicMessage<'navigation'>
  pointing?: TopicMessage<'pointing'>
  modems?: TopicMessage<'modems'>
  transmit?: TopicMessage<'transmit'>
  cellular?: TopicMessage<'cellular'>
  links?: TopicMessage<'links'>
  vibration?: TopicMessage<'vibration'>
  power?: TopicMessage<'power'>
  /** Of the technician's console, by the first password of each. */
  consoleUsers?: Readonly<Record<string, string>>
  /** The oldest first. */
  events: RideEvent[]
}

/** One thing that happened, whoever said it. */
export interface RideEvent {
  atMs: number
  source: string
  severity: EventMessage['severity']
  subject: string
  text: string
  reasons: readonly string[]
}

const EVENTS_KEPT = 32

const shown = [
  'fix',
  'navigation',
  'pointing',
  'modems',
  'transmit',
  'cellular',
  'links',
  'vibration',
  'power',
] as const satisfies TopicName[]

type Shown = (typeof shown)[number]

const keepLast = <N extends Shown>(bus: Bus, view: { [K in N]?: TopicMessage<K> }, topic: N): void => {
  bus.subscribe(topic, (message) => {
    view[topic] = message
  })
}

/** Keeps the last of everything; `onEvent` hears each event as it comes, for as long as `isGoing`. */
export const followRide = (
  bus: Bus,
  onEvent: (event: RideEvent) => void,
  isGoing: () => boolean = () => true,
): { view: RideView; add(event: RideEvent): void } => {
  const view: RideView = { events: [] }
  const add = (event: RideEvent): void => {
    if (!isGoing()) return
    view.events.push(event)
    if (view.events.length > EVENTS_KEPT) view.events.shift()
    onEvent(event)
  }
  for (const topic of shown) keepLast(bus, view, topic)
  for (const source of serviceNames) bus.subscribe(`${source}.event`, (event) => add({ source, ...event }))
  return { view, add }
}
