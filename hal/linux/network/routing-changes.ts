import type { Family, KernelRoute, KernelRule } from './kernel-state.ts'

/** Routes and rules, as they are or as they should be. */
export interface Routing {
  routes: readonly KernelRoute[]
  rules: readonly KernelRule[]
}

/** Lines for `ip -batch`, of one family, in the order in which they may be done: what is new stands before what is old goes. */
export interface RoutingChanges {
  before: Readonly<Record<Family, readonly string[]>>
  /** Done last: nothing may go by a table before its rule is gone. */
  after: Readonly<Record<Family, readonly string[]>>
}

const hex = (value: number): string => `0x${value.toString(16)}`

const routeWords = ({ table, metric, dev, gateway, source }: KernelRoute): string => {
  const way = dev === undefined ? 'unreachable default' : `default${gateway ? ` via ${gateway}` : ''} dev ${dev}`
  return `${way} table ${table} metric ${metric}${source === undefined ? '' : ` src ${source}`}`
}

const ruleWords = ({ priority, table, mark, mask, from }: KernelRule): string =>
  `${from === undefined ? '' : `from ${from} `}${mark === undefined ? '' : `fwmark ${hex(mark)}/${hex(mask ?? 0xffffffff)} `}lookup ${table} priority ${priority}`

/** Routes are one if they have one place; `replace` then puts one in the other's. */
const place = ({ family, table, metric }: KernelRoute): string => `${family} ${table} ${metric}`
const routeKey = (route: KernelRoute): string => `${route.family} ${routeWords(route)}`
const ruleKey = (rule: KernelRule): string => `${rule.family} ${ruleWords(rule)}`

const without = <T>(all: readonly T[], others: readonly T[], keyOf: (one: T) => string): T[] => {
  const keys = new Set(others.map(keyOf))
  return all.filter((one) => !keys.has(keyOf(one)))
}

/** One line that puts a route in the place of whatever the table had there: the kernel does it in one step. */
export const replaceLine = (route: KernelRoute, protocol: number): string =>
  `route replace ${routeWords(route)} proto ${protocol}`

/** The difference between two routings, and nothing else. */
export const routingChanges = (present: Routing, wanted: Routing, protocol: number): RoutingChanges => {
  const lines = (family: Family) => ({
    before: [
      ...without(wanted.routes, present.routes, routeKey)
        .filter((one) => one.family === family)
        .map((route) => replaceLine(route, protocol)),
      ...without(wanted.rules, present.rules, ruleKey)
        .filter((one) => one.family === family)
        .map((rule) => `rule add ${ruleWords(rule)} protocol ${protocol}`),
    ],
    after: [
      ...without(present.rules, wanted.rules, ruleKey)
        .filter((one) => one.family === family)
        .map((rule) => `rule delete ${ruleWords(rule)} protocol ${protocol}`),
      ...without(present.routes, wanted.routes, place)
        .filter((one) => one.family === family)
        .map((route) => `route delete ${routeWords(route)} proto ${protocol}`),
    ],
  })
  const [four, six] = [lines(4), lines(6)]
  return { before: { 4: four.before, 6: six.before }, after: { 4: four.after, 6: six.after } }
}

/** How many things change. */
export const countChanges = ({ before, after }: RoutingChanges): number =>
  before[4].length + before[6].length + after[4].length + after[6].length
