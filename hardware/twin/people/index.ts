import type { Clock } from '../../../hal/clock.ts'
import type { Random } from '../../../hal/random.ts'
import type { TwinNetwork } from '../network.ts'
import type { TwinSummary } from '../report.ts'
import type { World } from '../truth.ts'
import type { Second } from './activity.ts'
import { browsing, cctvUploads, makeBudget } from './bulk.ts'
import { calls } from './call.ts'
import { cardPayments, ticketChecks } from './counter.ts'

const SECOND_MS = 1000
const P95 = 0.95

export interface PeoplePlan {
  world: Pick<World, 'train' | 'utcMs'>
  clock: Clock
  random: Random
  network: Pick<TwinNetwork, 'linkOf' | 'link' | 'offer' | 'carry' | 'ceilingMbps'>
}

/** The people on the train and what the links let them do. */
export interface People {
  /** By activity: ended attempts, those that went well, and the 95th percentile of their time, s. */
  service(): TwinSummary['service']
  stop(): void
}

/** Passengers, conductor, dining car and cameras; each activity rides on the link that the firmware gave its traffic class. */
export const makePeople = (plan: PeoplePlan): People => {
  const random = plan.random.fork('people')
  const startMs = plan.clock.nowMs()
  const small = {
    'card-payment': cardPayments(startMs, random.fork('card-payment')),
    'ticket-check': ticketChecks(random.fork('ticket-check')),
    call: calls(startMs, random.fork('call')),
  }
  // Cameras come first: what they take, the passengers' pages cannot have.
  const bulk = { 'cctv-upload': cctvUploads(startMs), browsing: browsing(random.fork('browsing')) }
  const stop = plan.clock.every(SECOND_MS, () => {
    const second = secondOf(plan)
    const budget = makeBudget(plan.network)
    for (const activity of Object.values(small)) activity.step(second)
    for (const activity of Object.values(bulk)) activity.step(second, budget)
  })
  const service = (): TwinSummary['service'] =>
    Object.fromEntries(
      Object.entries({ ...small, ...bulk }).map(([name, { tally }]) => [
        name,
        { attempts: tally.attempts, ok: tally.ok, p95S: Math.round(1000 * tally.durations.percentileS(P95)) / 1000 },
      ]),
    )
  return { service, stop }
}

/** The second that ends now; the links are looked at once. */
const secondOf = ({ world, clock, network }: PeoplePlan): Second => {
  const links = new Map<string, ReturnType<TwinNetwork['link']>>()
  const toMs = clock.nowMs()
  return {
    fromMs: toMs - SECOND_MS,
    toMs,
    utcMs: world.utcMs(),
    train: world.train(),
    path: (trafficClass) => {
      const name = network.linkOf(trafficClass)
      if (name === undefined) return undefined
      const known = links.get(name) ?? network.link(name)
      links.set(name, known)
      return known
    },
  }
}
