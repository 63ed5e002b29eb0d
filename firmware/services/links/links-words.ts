import type { TopicMessage } from '../../bus/topics.ts'
import type { LinksState } from '../../plan/links.ts'
import type { MeasuredTraffic } from './link-measuring.ts'

type Measured = (link: string) => MeasuredTraffic | undefined

const linkMessage = (
  { state, reason, why, isRadioUp }: LinksState['links'][string],
  traffic: MeasuredTraffic | undefined,
) => ({
  state,
  reason,
  ...(why && { why: { ...why } }),
  isRadioUp,
  ...(traffic?.latencyMs !== undefined && { latencyMs: traffic.latencyMs }),
  ...(traffic && { loss: traffic.loss }),
})

/** The link of each class that has one. */
const routesOf = ({ classes }: LinksState): [trafficClass: string, link: string][] =>
  Object.entries(classes).flatMap(([name, { link }]): [string, string][] => (link === undefined ? [] : [[name, link]]))

/** What was chosen, as the bus tells it. */
export const linksMessage = (state: LinksState, measured: Measured, atMs: number): TopicMessage<'links'> => ({
  atMs,
  links: Object.fromEntries(
    Object.values(state.links).map((link) => [link.name, linkMessage(link, measured(link.name))]),
  ),
  routes: Object.fromEntries(routesOf(state)),
})

/** The state of each link, and the link of each class that has one, for people far away. */
export const linksStatus = (state: LinksState) => ({
  links: Object.fromEntries(Object.values(state.links).map((link) => [link.name, link.state])),
  classes: Object.fromEntries(routesOf(state).map(([name, link]) => [name, `by ${link}`])),
})
