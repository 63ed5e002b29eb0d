import type { TopicMessage, TopicName } from '../../bus/topics.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import type { LinkMeans, Look, Seen } from '../../plan/diagnose/seen.ts'
import type { CommandContext } from '../command.ts'
import { pause } from '../pause.ts'
import { policyOf } from './policy.ts'
import { reachOf } from './reach.ts'

/** A mount that moves has come nearer by then. */
const LOOK_AGAIN_MS = 4_000

/** In so long a device with people on it says something, and an access point without any too. */
const HEARD_WITHIN_MS = 6_000

/** Counters are told every two seconds. */
const HEALTH_AGAIN_MS = 2_500

/** What a topic says that may be believed now. */
const fresh = async <N extends TopicName>(context: CommandContext, topic: N): Promise<TopicMessage<N> | undefined> => {
  const seen = await context.seen(topic)
  return seen && !seen.isStale ? seen.message : undefined
}

const meansOf = (link: TrainConfig['links'][string], terminals: TrainConfig['terminals']): LinkMeans => {
  if ('terminal' in link) {
    const isFar = terminals[link.terminal]?.service.kind === 'geostationary'
    return { kind: 'satellite', device: link.terminal, ...(isFar && { isFar }) }
  }
  if ('cellular' in link) return { kind: 'cellular', device: link.cellular }
  if ('starlink' in link) return { kind: 'starlink', device: link.starlink }
  return { kind: 'ethernet', device: link.ethernet }
}

/** What the train's file says of what is to be diagnosed. */
export const seenAtStart = ({ links, terminals, traffic, devices }: TrainConfig): Seen => ({
  means: Object.fromEntries(Object.entries(links).map(([name, link]) => [name, meansOf(link, terminals)])),
  policy: policyOf({ traffic }),
  terminals: Object.fromEntries(
    Object.entries(terminals).map(([name, { pointer, secondPointer, modem }]) => [
      name,
      {
        antenna: pointer,
        modem,
        secondAntenna: secondPointer,
        isSelfPointing: devices[pointer]?.class === 'self-pointing',
      },
    ]),
  ),
})

const placeOf = async (context: CommandContext): Promise<Seen['place']> => {
  const [navigation, receivers] = [await fresh(context, 'navigation'), await fresh(context, 'receivers')]
  if (!navigation && !receivers) return undefined
  return {
    isKnown: navigation?.position !== undefined,
    receivers: receivers?.receivers ?? {},
    jamming: receivers?.jamming ?? 'unknown',
    spoofing: receivers?.spoofing ?? 'unknown',
  }
}

const pointersOf = async (context: CommandContext): Promise<Seen['pointers']> => {
  const permission = await fresh(context, 'permission')
  return (
    permission &&
    Object.fromEntries(Object.entries(permission.terminals).map(([name, { isPointerWell }]) => [name, isPointerWell]))
  )
}

const usageOf = async ({ bus }: CommandContext): Promise<Seen['usage']> => {
  const answer = await bus.request('usage.show', {})
  return answer.ok ? answer.reply.links : undefined
}

/** Whole messages that came from each antenna and satellite modem. */
const framesOf = async (context: CommandContext): Promise<Record<string, number>> => {
  const healths = [await fresh(context, 'tracking.health'), await fresh(context, 'interlock.health')]
  const devices = healths.flatMap((health) => Object.entries(health?.devices ?? {}))
  return Object.fromEntries(devices.map(([name, { rxFrames }]) => [name, rxFrames]))
}

/** Whether devices send whole messages: what was counted of each in two tellings, one after the other. */
const answeringOf = async (context: CommandContext): Promise<Seen['answering']> => {
  const before = await framesOf(context)
  if (!(await pause(context, HEALTH_AGAIN_MS))) return undefined
  const after = await framesOf(context)
  return Object.fromEntries(
    Object.entries(after).map(([name, frames]) => [name, frames > (before[name] ?? Number.POSITIVE_INFINITY)]),
  )
}

const startsOf = async ({ bus }: CommandContext): Promise<Seen['starts']> => {
  const answer = await bus.request('starts.show', {})
  if (!answer.ok) return undefined
  const { starts } = answer.reply
  return starts.map(({ bootId, end, ranS, crashes }, index) => {
    const isMachineStart = starts[index - 1]?.bootId !== bootId
    return { end, ranS, crashes, isMachineStart }
  })
}

/** In these networks somebody always speaks; in others, such as the crew's, nobody may for hours. */
const SPOKEN_IN = ['passenger', 'passenger-paid', 'cctv'] as const

const lansOf = async ({ bus, config: { network } }: CommandContext): Promise<Seen['lans']> => {
  const answer = await bus.request('lans.show', {})
  if (!answer.ok) return undefined
  if (network.kind !== 'linux') return answer.reply.lans
  const spoken = new Set(SPOKEN_IN.flatMap((name) => network.classes[name]?.ingress ?? []))
  return answer.reply.lans.map((lan) => ({ ...lan, isOftenEmpty: !spoken.has(lan.interface) }))
}

type Observers = { readonly [L in Look]: (context: CommandContext) => Promise<Seen[L]> }

/** How each part is looked at. */
const observers: Observers = {
  isSupplyFailing: async (context) => (await fresh(context, 'power'))?.isSupplyFailing,
  links: (context) => fresh(context, 'links'),
  cellular: async (context) => (await fresh(context, 'cellular'))?.modems,
  starlink: async (context) => (await fresh(context, 'starlink'))?.dishes,
  transmit: async (context) => (await fresh(context, 'transmit'))?.terminals,
  modems: async (context) => (await fresh(context, 'modems'))?.terminals,
  pointing: async (context) => (await fresh(context, 'pointing'))?.terminals,
  pointingLater: async (context) => {
    await pause(context, LOOK_AGAIN_MS)
    return (await fresh(context, 'pointing'))?.terminals
  },
  pointers: pointersOf,
  answering: answeringOf,
  place: placeOf,
  isTimeKnown: async (context) => {
    const time = await fresh(context, 'time')
    return time && time.utcMs !== undefined
  },
  elements: async ({ bus }) => {
    const answer = await bus.request('satellites.show', {})
    return answer.ok ? answer.reply.terminals : undefined
  },
  usage: usageOf,
  reach: reachOf,
  lans: lansOf,
  lansLater: async (context) => {
    await pause(context, HEARD_WITHIN_MS)
    return lansOf(context)
  },
  outages: async ({ bus }) => {
    const answer = await bus.request('outage.show', {})
    return answer.ok ? answer.reply.outages.filter(({ inMs }) => inMs === 0) : undefined
  },
  starts: startsOf,
}

/** What was seen, and what is looked at now besides. */
export const observe = async (context: CommandContext, seen: Seen, look: Look): Promise<Seen> => {
  const found = await observers[look](context)
  return found === undefined ? seen : { ...seen, [look]: found }
}
