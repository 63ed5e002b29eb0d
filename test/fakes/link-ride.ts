import type { LinkOutlook } from '../../firmware/domain/link-outage.ts'
import type { ClassPolicy, LinkTerms } from '../../firmware/plan/class-policy.ts'
import type { LinkObservation, TrafficSeen } from '../../firmware/plan/link-state.ts'
import { type LinksState, linksAtStart, planLinks } from '../../firmware/plan/links.ts'
import { monotonicMs } from '../../hal/units.ts'

/** A satellite link whose modem holds its network, or does not. */
export const satelliteLink = (name: string, isUp: boolean, traffic?: TrafficSeen): LinkObservation => ({
  name,
  kind: 'satellite',
  modem: { isAlive: true, isLocked: isUp },
  isTransmitPermitted: true,
  ...(traffic && { traffic }),
})

interface Ride {
  forS: number
  links: (second: number) => readonly LinkObservation[]
  policy?: ClassPolicy
  outlook?: (second: number) => LinkOutlook
  terms?: Readonly<Record<string, LinkTerms>>
}

/** What happened in a ride of one class: its moves, and on which link it was in each tenth of a second. */
export interface LinkRide {
  state: LinksState
  moves: readonly (readonly [second: number, to: string])[]
  reasons: readonly string[]
  carriedBy: readonly (string | undefined)[]
}

/** Plans ten times a second for one class, `passenger`. */
export const rideLinks = ({ forS, links, policy = { links: ['a', 'b'] }, outlook, terms = {} }: Ride): LinkRide => {
  let state: LinksState = linksAtStart
  const moves: [number, string][] = []
  const reasons: string[] = []
  const carriedBy: (string | undefined)[] = []
  for (let tick = 0; tick <= forS * 10; tick++) {
    const second = tick / 10
    const seen = { links: links(second), policies: { passenger: policy }, terms, outlook: outlook?.(second) ?? {} }
    const planned = planLinks(state, seen, monotonicMs(second * 1000))
    state = planned.state
    for (const action of planned.actions) moves.push([second, action.do === 'prefer' ? action.link : 'nothing'])
    reasons.push(...planned.reasons)
    carriedBy.push(state.classes.passenger?.link)
  }
  return { state, moves, reasons, carriedBy }
}
