/** How the clients of one class are kept apart: by the `cake` of the kernel, or by a queue for each of 256 last bytes of an address. */
export type Isolation = 'cake' | 'leaves'

/** Which end of a packet is the client on the train: its source towards the shore, its destination from there. */
export type Towards = 'shore' | 'train'

/** What a link is shared out by. */
export interface SharedLink {
  /** The most important first. */
  classes: readonly { floorKbps: number; ceilingKbps?: number | undefined }[]
  /** Major number of the tree, hexadecimal. */
  qdisc: string
  isolation: Isolation
  towards: Towards
}

/** Where packets wait: one after the other, cut to frames (`tbf`), or as cake has it. */
export type Queue = { handle: string } & ({ kind: 'tbf'; limitBytes: number } | { kind: 'cake'; hosts: string })

/** A class of a link's tree. */
export interface ShapedClass {
  id: string
  parent: string | undefined
  rateKbps: number
  ceilKbps: number
  /** 0 comes first. */
  prio: number
  /** Absent: others are below it. */
  queue?: Queue
}

/** Minor numbers: the root, what no class is marked on, classes from 0x11 on, and clients of the first class from 0x1000 on. */
const ROOT = 1
const UNMARKED = 2
const FIRST_CLASS = 0x11
const FIRST_CLIENT = 0x1000
/** A network of 254 clients has a queue for each; of a wider one, some share. */
export const CLIENTS = 256
/** What probes and the tunnel's own words have for themselves. */
const UNMARKED_SHARE = 0.05
const LEAST_KBPS = 8
/** A client borrows all that it sends from its class, so that turns are taken by all of them alike. */
const CLIENT_KBPS = 1
const UNLIMITED_KBPS = 10_000_000
/** Waiting time that a full queue comes to, ms, and the least that it holds, bytes: four full frames. */
const QUEUE_MS = 100
const LEAST_QUEUE_BYTES = 6_056
/** One client of many may fill this part of what its class could hold. */
const CLIENT_PART = 4

const minor = (value: number): string => value.toString(16)

/** The queueing class of a shared link's class, as tc and nft write it. */
export const classId = ({ qdisc }: Pick<SharedLink, 'qdisc'>, index: number): string =>
  `${qdisc}:${minor(FIRST_CLASS + index)}`

const clientMinor = (index: number): number => FIRST_CLIENT * (index + 1)

/** As the kernel writes a class into one number: of the client of a class whose address ends in 0; the others follow. */
export const firstClientId = ({ qdisc }: Pick<SharedLink, 'qdisc'>, index: number): number =>
  ((Number.parseInt(qdisc, 16) << 16) | clientMinor(index)) >>> 0

/** What no class is marked on. */
export const unmarkedMinor = minor(UNMARKED)

const clamp = (kbps: number, most: number): number => Math.max(LEAST_KBPS, Math.min(most, Math.round(kbps)))

const queueBytes = (ceilKbps: number): number => Math.max(LEAST_QUEUE_BYTES, Math.round((ceilKbps * QUEUE_MS) / 8))

/** In powers of two: a capacity that moves a little changes no queue. */
const clientQueueBytes = (ceilKbps: number): number => 2 ** Math.ceil(Math.log2(queueBytes(ceilKbps / CLIENT_PART)))

const handleOf = (qdisc: string, own: number): string => `${minor(Number.parseInt(qdisc, 16) + own)}:`

const clientsOf = ({ qdisc }: SharedLink, index: number, parent: ShapedClass): ShapedClass[] =>
  Array.from({ length: CLIENTS }, (_, client) => {
    const own = minor(clientMinor(index) + client)
    return {
      id: `${qdisc}:${own}`,
      parent: parent.id,
      rateKbps: CLIENT_KBPS,
      ceilKbps: UNLIMITED_KBPS,
      prio: parent.prio,
      queue: { handle: `${own}:`, kind: 'tbf', limitBytes: clientQueueBytes(parent.ceilKbps) },
    }
  })

/** A class with what keeps its clients apart. */
const withClients = (shared: SharedLink, index: number, own: ShapedClass): ShapedClass[] => {
  const { qdisc, towards, isolation } = shared
  if (isolation === 'leaves') return [own, ...clientsOf(shared, index, own)]
  const hosts = towards === 'shore' ? 'dual-srchost' : 'dual-dsthost'
  return [{ ...own, queue: { handle: handleOf(qdisc, FIRST_CLASS + index), kind: 'cake', hosts } }]
}

/**
 * The tree of a link that carries `capacityKbps`: each class has its floor before others, by importance, share what is left. Floors that
 * come to more than the link are cut alike. Within a class its clients take turns, a full frame each.
 */
export const shapedTree = (shared: SharedLink, capacityKbps: number): ShapedClass[] => {
  const { qdisc, classes } = shared
  const capacity = Math.max(LEAST_KBPS, Math.round(capacityKbps))
  const root = `${qdisc}:${minor(ROOT)}`
  const own = clamp(capacity * UNMARKED_SHARE, capacity)
  const floors = classes.reduce((sum, { floorKbps }) => sum + floorKbps, 0)
  const cut = floors > capacity - own ? (capacity - own) / floors : 1
  const below = (id: string, prio: number, rateKbps: number, ceilKbps: number): ShapedClass => ({
    id,
    parent: root,
    rateKbps: clamp(rateKbps, ceilKbps),
    ceilKbps,
    prio,
  })
  const unmarkedQueue = { handle: handleOf(qdisc, UNMARKED), kind: 'tbf', limitBytes: queueBytes(capacity) } as const
  return [
    { id: root, parent: undefined, rateKbps: capacity, ceilKbps: capacity, prio: 0 },
    { ...below(`${qdisc}:${unmarkedMinor}`, 0, own, capacity), queue: unmarkedQueue },
    ...classes.flatMap(({ floorKbps, ceilingKbps = capacity }, index) =>
      withClients(shared, index, below(classId(shared, index), index, floorKbps * cut, clamp(ceilingKbps, capacity))),
    ),
  ]
}
