import { z } from 'zod'
import type { NetworkPlan } from '../../network.ts'
import { parseJson } from './kernel-state.ts'
import { networkFailed, runTool } from './tool.ts'

/** Minor numbers: the root, what no class is marked on, and classes from 0x11 on. */
const ROOT = 1
const UNMARKED = 2
const FIRST_CLASS = 0x11
/** What probes and the tunnel's own words have for themselves. */
const UNMARKED_SHARE = 0.05
const LEAST_KBPS = 8
/** Waiting time that a full queue comes to, ms, and the least that it holds, bytes: four full frames. */
const QUEUE_MS = 100
const LEAST_QUEUE_BYTES = 6_056
/** A turn of a class among others of its priority: one full frame. */
const QUANTUM_BYTES = 1_514

const minor = (value: number): string => value.toString(16)

/** The queueing class of a plan's class, as tc and nft write it. */
export const qdiscClassOf = ({ owned }: NetworkPlan, index: number): string =>
  `${owned.qdisc}:${minor(FIRST_CLASS + index)}`

/** A queue of a link's tree. */
export interface ShapedClass {
  id: string
  parent: string | undefined
  rateKbps: number
  ceilKbps: number
  /** 0 comes first. */
  prio: number
  queueBytes: number
}

const clamp = (kbps: number, most: number): number => Math.max(LEAST_KBPS, Math.min(most, Math.round(kbps)))

const queueBytes = (ceilKbps: number): number => Math.max(LEAST_QUEUE_BYTES, Math.round((ceilKbps * QUEUE_MS) / 8))

/**
 * The tree of a link that carries `capacityKbps`: each class has its floor before others, by importance, share what is left. Floors that
 * come to more than the link are cut alike.
 */
export const shapedTree = (plan: NetworkPlan, capacityKbps: number): ShapedClass[] => {
  const capacity = Math.max(LEAST_KBPS, Math.round(capacityKbps))
  const root = `${plan.owned.qdisc}:${minor(ROOT)}`
  const own = clamp(capacity * UNMARKED_SHARE, capacity)
  const floors = plan.classes.reduce((sum, { floorKbps }) => sum + floorKbps, 0)
  const cut = floors > capacity - own ? (capacity - own) / floors : 1
  const leaf = (id: string, prio: number, rateKbps: number, ceilKbps: number): ShapedClass => ({
    id,
    parent: root,
    rateKbps: clamp(rateKbps, ceilKbps),
    ceilKbps,
    prio,
    queueBytes: queueBytes(ceilKbps),
  })
  return [
    { id: root, parent: undefined, rateKbps: capacity, ceilKbps: capacity, prio: 0, queueBytes: 0 },
    leaf(`${plan.owned.qdisc}:${minor(UNMARKED)}`, 0, own, capacity),
    ...plan.classes.map(({ floorKbps, ceilingKbps = capacity }, index) =>
      leaf(qdiscClassOf(plan, index), index, floorKbps * cut, clamp(ceilingKbps, capacity)),
    ),
  ]
}

const UNITS: Readonly<Record<string, number>> = { bit: 0.001, Kbit: 1, Mbit: 1_000, Gbit: 1_000_000 }
const CLASS_LINE =
  /^class htb (\S+) (?:root|parent (\S+)) (?:leaf \S+ )?(?:prio (\d+) )?rate ([\d.]+)(\w+) ceil ([\d.]+)(\w+)/

const kbps = (value: string | undefined, unit: string | undefined): number => Number(value) * (UNITS[unit ?? ''] ?? NaN)

type Presence = Pick<ShapedClass, 'id' | 'rateKbps' | 'ceilKbps' | 'prio'>

/** The classes of `tc class show`, which has no JSON for htb. */
export const readClasses = (text: string): Presence[] =>
  text.split('\n').flatMap((line) => {
    const [, id, , prio, rate, rateUnit, ceil, ceilUnit] = CLASS_LINE.exec(line) ?? []
    if (id === undefined) return []
    return [{ id, prio: Number(prio ?? 0), rateKbps: kbps(rate, rateUnit), ceilKbps: kbps(ceil, ceilUnit) }]
  })

const qdiscShape = z.looseObject({
  kind: z.string(),
  handle: z.string(),
  dev: z.string().optional(),
  root: z.boolean().optional(),
})

/** The kernel's own, until somebody sets one. */
const DEFAULT_HANDLE = '0:'

const rootOf = async (dev: string): Promise<z.infer<typeof qdiscShape> | undefined> => {
  const found = parseJson(z.array(qdiscShape), await runTool('tc', ['-json', 'qdisc', 'show', 'dev', dev]), 'tc qdisc')
  return found.find(({ root, handle }) => root === true && handle !== DEFAULT_HANDLE)
}

const classLine = (dev: string, one: ShapedClass, qdisc: string): string =>
  `class replace dev ${dev} parent ${one.parent ?? `${qdisc}:`} classid ${one.id} htb rate ${one.rateKbps}kbit ceil ${one.ceilKbps}kbit prio ${one.prio} quantum ${QUANTUM_BYTES}`

const queueLine = (dev: string, { id, queueBytes: bytes }: ShapedClass): string =>
  `qdisc replace dev ${dev} parent ${id} handle ${queueHandle(id)}: bfifo limit ${bytes}`

const queueHandle = (id: string): string => {
  const [major = '', own = ''] = id.split(':')
  return minor(Number.parseInt(major, 16) + Number.parseInt(own, 16))
}

const isSame = (present: readonly Presence[], wanted: ShapedClass): boolean =>
  present.some(
    ({ id, rateKbps, ceilKbps, prio }) =>
      id === wanted.id &&
      rateKbps === wanted.rateKbps &&
      ceilKbps === wanted.ceilKbps &&
      (wanted.parent === undefined || prio === wanted.prio),
  )

/** Shapes what leaves by an interface; only what differs changes. Says how many lines that took; rejects with `network-failed`. */
export const shapeInterface = async (plan: NetworkPlan, dev: string, capacityKbps: number): Promise<number> => {
  const { qdisc } = plan.owned
  const root = await rootOf(dev)
  if (root && root.handle !== `${qdisc}:`)
    throw networkFailed(`${dev} has a queueing discipline of somebody else, ${root.kind} ${root.handle}`)
  const present = root ? readClasses(await runTool('tc', ['class', 'show', 'dev', dev])) : []
  const changed = shapedTree(plan, capacityKbps).filter((one) => !isSame(present, one))
  const lines = [
    ...(root ? [] : [`qdisc add dev ${dev} root handle ${qdisc}: htb default ${minor(UNMARKED)}`]),
    ...changed.flatMap((one) => [classLine(dev, one, qdisc), ...(one.parent ? [queueLine(dev, one)] : [])]),
  ]
  if (lines.length > 0) await runTool('tc', ['-batch', '-'], `${lines.join('\n')}\n`)
  return lines.length
}

/** Takes our shaping off an interface; says whether there was any. */
export const unshapeInterface = async (
  { qdisc }: Pick<NetworkPlan['owned'], 'qdisc'>,
  dev: string,
): Promise<boolean> => {
  if ((await rootOf(dev))?.handle !== `${qdisc}:`) return false
  await runTool('tc', ['qdisc', 'delete', 'dev', dev, 'root'])
  return true
}

/** Interfaces that have a discipline of ours. */
export const shapedInterfaces = async ({ qdisc }: Pick<NetworkPlan['owned'], 'qdisc'>): Promise<string[]> => {
  const found = parseJson(z.array(qdiscShape), await runTool('tc', ['-json', 'qdisc', 'show']), 'tc qdisc')
  return found.flatMap(({ handle, root, dev }) => (root === true && handle === `${qdisc}:` && dev ? [dev] : []))
}
