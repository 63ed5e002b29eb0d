import type { ShorePlan } from '../../shore-router.ts'
import { networkFailed, runTool } from '../network/tool.ts'

type Family = 4 | 6
export const families: readonly Family[] = [4, 6]

interface SeenRule {
  priority: number
  fwmark?: string
  fwmask?: string
  table?: string
}

interface SeenRoute {
  dst: string
  dev?: string
  table?: string
  metric?: number
  prefsrc?: string
}

interface Way {
  table: number
  dev: string
  /** Absent: the only one of its table. */
  metric?: number
  source?: string
}

/** Of several ways the kernel takes the first whose interface is there. */
const METRIC = 100

const waysOf = ({ links, outer }: ShorePlan, family: Family): Way[] => [
  ...links.flatMap(({ interface: own, spares = [], table }) =>
    spares.length === 0
      ? [{ table, dev: own }]
      : [own, ...spares].map((dev, index) => ({ table, dev, metric: METRIC * (index + 1) })),
  ),
  ...(outer && family === 4
    ? outer.interfaces.map((dev, index) => ({
        table: outer.table,
        dev,
        metric: METRIC * (index + 1),
        source: outer.own,
      }))
    : []),
]

/** Which marks go by which table. */
const markedIn = ({ links, outer }: ShorePlan, family: Family) => [
  ...links.map(({ name, mark, priority, table }) => ({ name, mark, priority, table })),
  ...(outer && family === 4 ? [{ name: 'two links', ...outer }] : []),
]

const hex = (mark: number): string => `0x${mark.toString(16)}`

const read = async <T>(family: Family, what: readonly string[]): Promise<T[]> =>
  JSON.parse((await runTool('ip', [`-${family}`, '-json', '-N', ...what])) || '[]') as T[]

const ruleLines = (plan: ShorePlan, family: Family, seen: readonly SeenRule[]): string[] =>
  markedIn(plan, family).flatMap(({ name, mark, priority, table }) => {
    const here = seen.filter((rule) => rule.priority === priority)
    const isOurs = (rule: SeenRule): boolean =>
      rule.fwmark === hex(mark) && rule.fwmask === hex(plan.linkMask) && rule.table === String(table)
    if (here.some((rule) => !isOurs(rule)))
      throw networkFailed(`${name}: somebody else's rule has priority ${priority}: see ip rule`)
    if (here.length > 0) return []
    const { protocol } = plan.owned
    return [
      `rule add priority ${priority} fwmark ${hex(mark)}/${hex(plan.linkMask)} table ${table} protocol ${protocol}`,
    ]
  })

const isAt =
  ({ table, dev, metric, source }: Way) =>
  (route: SeenRoute): boolean =>
    route.table === String(table) &&
    route.dst === 'default' &&
    route.dev === dev &&
    (metric === undefined || route.metric === metric) &&
    (source === undefined || route.prefsrc === source)

const wayLine = ({ table, dev, metric, source }: Way, protocol: number): string =>
  [
    `route replace default dev ${dev} table ${table} protocol ${protocol}`,
    ...(metric === undefined ? [] : [`metric ${metric}`]),
    ...(source === undefined ? [] : [`src ${source}`]),
  ].join(' ')

const routeLines = (plan: ShorePlan, family: Family, seen: readonly SeenRoute[]): string[] =>
  waysOf(plan, family)
    .filter((way) => !seen.some(isAt(way)))
    .map((way) => wayLine(way, plan.owned.protocol))

/** The lines for `ip -batch` that are missing in one family; rejects with `network-failed` when a foreign rule is in the way. */
export const missingLines = async (plan: ShorePlan, family: Family): Promise<string[]> => [
  ...ruleLines(plan, family, await read<SeenRule>(family, ['rule', 'show'])),
  ...routeLines(plan, family, await read<SeenRoute>(family, ['route', 'show', 'table', 'all'])),
]

/** The lines that take away the rules and routes of ours that are there. */
export const leavingLines = async (plan: ShorePlan, family: Family): Promise<string[]> => {
  const rules = await read<SeenRule>(family, ['rule', 'show'])
  const routes = await read<SeenRoute>(family, ['route', 'show', 'table', 'all'])
  return markedIn(plan, family).flatMap(({ mark, priority, table }) => [
    ...(rules.some((rule) => rule.priority === priority && rule.fwmark === hex(mark))
      ? [`rule del priority ${priority} fwmark ${hex(mark)}/${hex(plan.linkMask)} table ${table}`]
      : []),
    ...(routes.some((route) => route.table === String(table)) ? [`route flush table ${table}`] : []),
  ])
}
