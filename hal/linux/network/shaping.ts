import { z } from 'zod'
import { parseJson } from './kernel-state.ts'
import {
  type Isolation,
  type Queue,
  type ShapedClass,
  type SharedLink,
  shapedTree,
  unmarkedMinor,
} from './shaped-tree.ts'
import { networkFailed, runTool } from './tool.ts'

/** A turn of a class among others of its priority: one full frame. */
const QUANTUM_BYTES = 1_514
const ETHERNET_BYTES = 14

/**
 * What the kernel joined of a flow's packets, up to 64 KB, would leave as one, and hold up a slow link for as long, or not fit its queue.
 * Of queues that need no cake, tbf alone cuts what is larger than its burst; its rate is none that a link has. The kernel
 * counts a burst in ticks of 64 ns: with two to spare no frame is larger than that.
 */
const CUT = { rate: '32gbit', bytesPerTick: 256, spareTicks: 2 }

const cutBytes = (mtuBytes: number): number => mtuBytes + ETHERNET_BYTES + CUT.spareTicks * CUT.bytesPerTick

const UNITS: Readonly<Record<string, number>> = { bit: 0.001, Kbit: 1, Mbit: 1_000, Gbit: 1_000_000 }
const CLASS_LINE =
  /^class htb (\S+) (?:root|parent (\S+)) (?:leaf \S+ )?(?:prio (\d+) )?rate ([\d.]+)(\w+) ceil ([\d.]+)(\w+)/

const kbps = (value: string | undefined, unit: string | undefined): number => Number(value) * (UNITS[unit ?? ''] ?? NaN)

type Presence = Pick<ShapedClass, 'rateKbps' | 'ceilKbps' | 'prio'>

/** The classes of `tc class show`, which has no JSON for htb, by what they are called. */
export const readClasses = (text: string): ReadonlyMap<string, Presence> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [, id, , prio, rate, rateUnit, ceil, ceilUnit] = CLASS_LINE.exec(line) ?? []
      if (id === undefined) return []
      const rates = { rateKbps: kbps(rate, rateUnit), ceilKbps: kbps(ceil, ceilUnit) }
      return [[id, { prio: Number(prio ?? 0), ...rates }] as const]
    }),
  )

const qdiscShape = z.looseObject({
  kind: z.string(),
  handle: z.string(),
  dev: z.string().optional(),
  root: z.boolean().optional(),
  options: z
    .looseObject({ limit: z.unknown().optional(), burst_raw: z.string().optional(), flowmode: z.unknown().optional() })
    .default({}),
})
type Qdisc = z.infer<typeof qdiscShape>

/** The kernel's own, until somebody sets one. */
const DEFAULT_HANDLE = '0:'

const readQdiscs = async (dev: string): Promise<Qdisc[]> =>
  parseJson(z.array(qdiscShape), await runTool('tc', ['-raw', '-json', 'qdisc', 'show', 'dev', dev]), 'tc qdisc')

const readMtu = async (dev: string): Promise<number> => {
  const shown = await runTool('ip', ['-json', 'link', 'show', 'dev', dev])
  return parseJson(z.tuple([z.looseObject({ mtu: z.number() })]), shown, 'ip link')[0].mtu
}

const rootOf = (found: readonly Qdisc[]): Qdisc | undefined =>
  found.find(({ root, handle }) => root === true && handle !== DEFAULT_HANDLE)

const classLine = (dev: string, one: ShapedClass, qdisc: string): string =>
  `class replace dev ${dev} parent ${one.parent ?? `${qdisc}:`} classid ${one.id} htb rate ${one.rateKbps}kbit ceil ${one.ceilKbps}kbit prio ${one.prio} quantum ${QUANTUM_BYTES}`

/** What is shaped, and the most that a packet of it has above Ethernet. */
interface ShapedInterface {
  dev: string
  mtuBytes: number
}

/** `nat`: a client is told by its own address, also where the link's stands in its packets. */
const queueWords = (queue: Queue, mtuBytes: number): string =>
  queue.kind === 'tbf'
    ? `tbf rate ${CUT.rate} burst ${cutBytes(mtuBytes)} limit ${queue.limitBytes}`
    : `cake unlimited ${queue.hosts} nat`

const queueLine = ({ dev, mtuBytes }: ShapedInterface, id: string, queue: Queue): string =>
  `qdisc replace dev ${dev} parent ${id} handle ${queue.handle} ${queueWords(queue, mtuBytes)}`

const isSameClass = (present: Presence | undefined, wanted: ShapedClass): boolean =>
  present?.rateKbps === wanted.rateKbps &&
  present.ceilKbps === wanted.ceilKbps &&
  (wanted.queue === undefined || present.prio === wanted.prio)

/** A burst is shown in ticks, hexadecimal. */
const cutsAt = (present: Qdisc, mtuBytes: number): boolean => {
  const bytes = Number.parseInt(present.options.burst_raw ?? '', 16) * CUT.bytesPerTick
  return Math.abs(bytes - cutBytes(mtuBytes)) <= CUT.bytesPerTick
}

const isSameQueue = (present: Qdisc | undefined, queue: Queue, mtuBytes: number): boolean =>
  present?.kind === queue.kind &&
  (queue.kind === 'tbf'
    ? present.options.limit === queue.limitBytes && cutsAt(present, mtuBytes)
    : present.options.flowmode === queue.hosts)

/** What of a tree differs from the kernel's, as lines for `tc -batch`. */
export const shapingLines = (
  exit: ShapedInterface,
  wanted: { tree: readonly ShapedClass[]; qdisc: string },
  present: { classes: ReadonlyMap<string, Presence>; qdiscs: readonly Qdisc[] },
): string[] => {
  const queues = new Map(present.qdiscs.map((one) => [one.handle, one]))
  return wanted.tree.flatMap((one) => [
    ...(isSameClass(present.classes.get(one.id), one) ? [] : [classLine(exit.dev, one, wanted.qdisc)]),
    ...(one.queue === undefined || isSameQueue(queues.get(one.queue.handle), one.queue, exit.mtuBytes)
      ? []
      : [queueLine(exit, one.id, one.queue)]),
  ])
}

/** Shapes what leaves by an interface; only what differs changes. Says how many lines that took; rejects with `network-failed`. */
export const shapeInterface = async (shared: SharedLink, dev: string, capacityKbps: number): Promise<number> => {
  const { qdisc } = shared
  const qdiscs = await readQdiscs(dev)
  const root = rootOf(qdiscs)
  if (root && root.handle !== `${qdisc}:`)
    throw networkFailed(`${dev} has a queueing discipline of somebody else, ${root.kind} ${root.handle}`)
  const classes = readClasses(root ? await runTool('tc', ['class', 'show', 'dev', dev]) : '')
  const tree = shapedTree(shared, capacityKbps)
  const exit = { dev, mtuBytes: await readMtu(dev) }
  const lines = [
    ...(root ? [] : [`qdisc add dev ${dev} root handle ${qdisc}: htb default ${unmarkedMinor}`]),
    ...shapingLines(exit, { tree, qdisc }, { classes, qdiscs }),
  ]
  if (lines.length > 0) await runTool('tc', ['-batch', '-'], `${lines.join('\n')}\n`)
  return lines.length
}

/** Takes our shaping off an interface; says whether there was any. */
export const unshapeInterface = async ({ qdisc }: Pick<SharedLink, 'qdisc'>, dev: string): Promise<boolean> => {
  if (rootOf(await readQdiscs(dev))?.handle !== `${qdisc}:`) return false
  await runTool('tc', ['qdisc', 'delete', 'dev', dev, 'root'])
  return true
}

/** Interfaces that have a discipline of ours. */
export const shapedInterfaces = async ({ qdisc }: Pick<SharedLink, 'qdisc'>): Promise<string[]> => {
  const found = parseJson(z.array(qdiscShape), await runTool('tc', ['-json', 'qdisc', 'show']), 'tc qdisc')
  return found.flatMap(({ handle, root, dev }) => (root === true && handle === `${qdisc}:` && dev ? [dev] : []))
}

/** What this kernel can keep clients apart by, tried in a network namespace that ends at once. */
export const isolationHere = async (): Promise<Isolation> => {
  try {
    await runTool('unshare', ['--net', 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'cake', 'unlimited', 'nat'])
    return 'cake'
  } catch {
    return 'leaves'
  }
}
