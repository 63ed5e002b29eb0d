import type { Clock } from '../../hal/clock.ts'
import type { DeskNetwork } from '../../hal/desk/bench.ts'
import type { LinkTraffic } from '../../hal/network.ts'
import type { Random } from '../../hal/random.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { carriedBytes } from './carried-bytes.ts'
import type { Coaches } from './coaches.ts'
import { withFaults } from './link-faults.ts'
import type { Terminal } from './terminal.ts'
import type { World } from './truth.ts'

/** The links that every train of the twin has. */
export const linkNames = ['oneweb', 'geo', 'lte'] as const
/** One that only some have stands last. */
const allNames = [...linkNames, 'starlink'] as const
export type LinkName = (typeof allNames)[number]

/** A link as it really is at this instant. */
export interface LinkTruth {
  name: LinkName
  carries: boolean
  /** Round trip, ms, waiting in queues included. */
  latencyMs: number
  /** 0 to 1, each way together. */
  loss: number
  /** To the whole train, Mbit/s. */
  capacityMbps: number
}

/** A satellite link's terminal, and what decides besides reception whether packets pass. */
export interface LinkTerminal {
  terminal: Pick<Terminal, 'reception'>
  /** Whether its modem holds the network. */
  isLocked(): boolean
  /** Permit line, array and modem all let it transmit. */
  isTransmitting(): boolean
}

export interface NetworkPlan {
  /** Networks on the train's side; a train without coaches has none. */
  coaches?: Coaches
  world: Pick<World, 'cell'>
  clock: Clock
  random: Random
  /** How long a fault has held, ms. */
  faultAgeMs?: (name: string) => number | undefined
  /** A link without a terminal carries nothing. */
  terminals: Partial<Record<'oneweb' | 'geo', LinkTerminal>>
  /** Whether the LTE modem is registered; without it, wherever a cell reaches. */
  lteState?: () => { isRegistered: boolean }
  /** What passes through the Starlink terminal; without it the train has no such link. */
  starlink?: () => Omit<LinkTruth, 'name'>
}

/** The links as they really are, and the routing that the firmware last gave. */
export interface TwinNetwork extends DeskNetwork {
  /** The link of a traffic class; undefined while nothing carries it. */
  linkOf(trafficClass: string): LinkName | undefined
  link(name: LinkName): LinkTruth
  /** Traffic that the people put on a link in this second, Mbit/s: it fills the queue. */
  offer(name: LinkName, mbps: number): void
  /** The most that a class is given on a link, Mbit/s; infinite without a limit. */
  ceilingMbps(trafficClass: string): number
  /** Counts what a class moved over a link. */
  carry(name: LinkName, trafficClass: string, bytes: { sentBytes: number; receivedBytes: number }): void
  stop(): void
}

const REPORT_EVERY_MS = 1000
/** Chance a second that the constellation changes gateways: about once a satellite's pass. */
const GATEWAY_CHANGE = 1 / 170
const QUEUE_MS = 250

/** What changes from second to second. */
interface Weather {
  gatewayMs: number
  jitterMs: number
  extraLoss: number
  /** In the last whole second, and so far in this one. */
  offeredMbps: number
  offeringMbps: number
  /** As the machine measures it: lags behind the capacity. */
  seenMbps: number
}

/** OneWeb at 45 to 70 ms, GEO about 600 ms, LTE 40 to 90 ms and as the cells have it; capacity is shared by all classes on a link. */
export const twinNetwork = (plan: NetworkPlan): TwinNetwork => {
  const { clock, coaches, faultAgeMs = () => undefined } = plan
  const random = plan.random.fork('network')
  const routes = new Map<string, LinkName>()
  const handlers: ((seen: LinkTraffic) => void)[] = []
  const weather: Record<LinkName, Weather> = { oneweb: calm(), geo: calm(), lte: calm(), starlink: calm() }
  let ceilingsKbps: Readonly<Record<string, number>> = {}
  const names = allNames.filter((name) => name !== 'starlink' || plan.starlink)
  const carried = carriedBytes(`twin ${clock.nowMs()}`, names)
  const has = (fault: string): boolean => faultAgeMs(fault) !== undefined
  const link = (name: LinkName): LinkTruth => queued(withFaults(rawLink[name](plan, weather[name]), has), weather[name])
  const cancel = clock.every(REPORT_EVERY_MS, () => {
    for (const name of names) {
      changeWeather(weather[name], random)
      const seen = measure(link(name), weather[name], random)
      for (const handler of handlers) handler({ ...seen, atMs: clock.nowMs() })
    }
  })
  return {
    route: (trafficClass, name) => {
      if (name === undefined) routes.delete(trafficClass)
      else routes.set(trafficClass, known(name, names))
    },
    onTraffic: (handler) => {
      handlers.push(handler)
    },
    linkOf: (trafficClass) => routes.get(trafficClass),
    link,
    offer: (name, mbps) => {
      weather[name].offeringMbps += mbps
    },
    carry: (name, trafficClass, bytes) => carried.add(name, trafficClass, bytes),
    counters: () => carried.counters(),
    lans: () => coaches?.looks() ?? [],
    limit: (told) => {
      ceilingsKbps = told
    },
    ceilingMbps: (trafficClass) => (ceilingsKbps[trafficClass] ?? Number.POSITIVE_INFINITY) / 1_000,
    stop: () => {
      cancel()
      coaches?.stop()
    },
  }
}

const known = (name: string, names: readonly LinkName[]): LinkName => {
  const found = names.find((link) => link === name)
  if (found) return found
  const message = `there is no link ${name}; this train has ${names.join(', ')}`
  throw new TerminalError({ code: 'network-failed', device: 'network', retry: 'never', message })
}

const calm = (): Weather => ({ gatewayMs: 50, jitterMs: 0, extraLoss: 0, offeredMbps: 0, offeringMbps: 0, seenMbps: 0 })

const changeWeather = (weather: Weather, random: Random): void => {
  weather.offeredMbps = weather.offeringMbps
  weather.offeringMbps = 0
  if (random.next() < GATEWAY_CHANGE) weather.gatewayMs = 45 + 18 * random.next()
  weather.jitterMs = Math.abs(random.normal())
  weather.extraLoss = random.next() < 0.02 ? 0.05 * random.next() : 0
}

const dead = (name: LinkName): LinkTruth => ({ name, carries: false, latencyMs: 0, loss: 1, capacityMbps: 0 })

/** 0 at the threshold, 1 with 8 dB to spare. */
const margin = (carrierToNoiseDb: number): number => Math.max(0.05, Math.min(1, (carrierToNoiseDb - 2) / 8))

const satelliteLink = (
  link: LinkTerminal | undefined,
  over: { name: LinkName; latencyMs: number; capacityMbps: number; loss: number },
): LinkTruth => {
  const reception = link?.terminal.reception()
  if (!link || !reception?.isReceiving || !link.isLocked() || !link.isTransmitting()) return dead(over.name)
  const share = margin(reception.carrierToNoiseDb)
  const loss = Math.min(0.5, over.loss + 0.04 * (1 - share) ** 3)
  return { ...over, carries: true, loss, capacityMbps: over.capacityMbps * share }
}

const rawLink: { [K in LinkName]: (plan: NetworkPlan, weather: Weather) => LinkTruth } = {
  oneweb: ({ terminals }, { gatewayMs, jitterMs, extraLoss }) =>
    satelliteLink(terminals.oneweb, {
      name: 'oneweb',
      latencyMs: gatewayMs + 3 * jitterMs,
      capacityMbps: 130,
      loss: 0.003 + extraLoss,
    }),
  geo: ({ terminals }, { jitterMs, extraLoss }) =>
    satelliteLink(terminals.geo, {
      name: 'geo',
      latencyMs: 590 + 12 * jitterMs,
      capacityMbps: 20,
      loss: 0.004 + extraLoss,
    }),
  starlink: ({ starlink }) => ({ name: 'starlink', ...(starlink?.() ?? dead('starlink')) }),
  lte: ({ world, lteState }, { jitterMs, extraLoss }) => {
    const cell = world.cell()
    if (!cell || lteState?.().isRegistered === false) return dead('lte')
    const weakness = Math.max(0, Math.min(1, (-85 - cell.rsrpDbm) / 33))
    return {
      name: 'lte',
      carries: true,
      latencyMs: 38 + 45 * weakness + 4 * jitterMs,
      loss: 0.002 + 0.03 * weakness ** 3 + extraLoss,
      capacityMbps: cell.capacityMbps,
    }
  },
}

/** A link filled above four fifths makes everyone wait. */
const queued = (link: LinkTruth, weather: Weather): LinkTruth => {
  if (!link.carries) return link
  const used = Math.min(1, weather.offeredMbps / link.capacityMbps)
  const waitMs = QUEUE_MS * Math.max(0, (used - 0.8) / 0.2) ** 2
  return waitMs === 0 ? link : { ...link, latencyMs: link.latencyMs + waitMs }
}

/** What the machine's own measurement gives: a few probes and the throughput of the last seconds, so noisy and late. */
const measure = (link: LinkTruth, weather: Weather, random: Random): Omit<LinkTraffic, 'atMs'> => {
  const noise = random.normal()
  weather.seenMbps += (link.capacityMbps * (1 + 0.08 * random.normal()) - weather.seenMbps) * 0.4
  if (!link.carries) return { link: link.name, carries: false, loss: 1, throughputMbps: 0 }
  const lossNoise = random.normal() * Math.sqrt((link.loss * (1 - link.loss)) / 50)
  return {
    link: link.name,
    carries: true,
    latencyMs: link.latencyMs * (1 + 0.03 * Math.abs(noise)),
    loss: Math.max(0, Math.min(1, link.loss + lossNoise)),
    throughputMbps: Math.max(0, weather.seenMbps),
  }
}
