import type { MonotonicMs } from '../../hal/units.ts'

/** What was lost: probes with their answers, and packets of the traffic on its way up and down. */
export type LossKind = 'probe' | 'up' | 'down'

interface Share {
  sent: number
  lost: number
}

/** Half a second of a link. */
interface HalfSecond extends Readonly<Record<LossKind, Share>> {
  /** Its number since the clock began. */
  index: number
}

/** The last half-seconds of a link, the oldest first. */
export type LossMemory = readonly HalfSecond[]

const SPAN_MS = 500
const KEEPS = 24
/** More than this of a half-second is bad. */
const BAD_LOSS = 0.1
/** Counters at both ends are read at slightly different moments: a few packets are no loss. */
const MISCOUNT = 3
const nothing: Share = { sent: 0, lost: 0 }

const allKinds: readonly LossKind[] = ['probe', 'up', 'down']

const indexOf = (atMs: number): number => Math.floor(atMs / SPAN_MS)

const add = (memory: LossMemory, index: number, kind: LossKind, share: Share): LossMemory => {
  const found = memory.find((one) => one.index === index)
  if (found) {
    const sum = { sent: found[kind].sent + share.sent, lost: found[kind].lost + share.lost }
    return memory.map((one) => (one === found ? { ...one, [kind]: sum } : one))
  }
  const made: HalfSecond = { index, probe: nothing, up: nothing, down: nothing, [kind]: share }
  return [...memory, made].sort((a, b) => a.index - b.index).slice(-KEEPS)
}

/** Enters what was sent and lost between two instants, in equal parts. */
export const enterLoss = (
  memory: LossMemory,
  kind: LossKind,
  { sent, lost, fromMs, toMs }: Share & { fromMs: MonotonicMs; toMs: MonotonicMs },
): LossMemory => {
  const [first, last] = [Math.max(indexOf(fromMs), indexOf(toMs) - KEEPS), indexOf(toMs)]
  const parts = last - first + 1
  let next = memory
  for (let index = first; index <= last; index++)
    next = add(next, index, kind, { sent: sent / parts, lost: lost / parts })
  return next
}

/** Nothing of a kind was lost: it was not the link that did not answer. */
export const forgetLoss = (memory: LossMemory, kind: LossKind): LossMemory =>
  memory.map((half) => ({ ...half, [kind]: { ...half[kind], lost: 0 } }))

const isBad = (half: HalfSecond, kinds: readonly LossKind[]): boolean =>
  kinds.some((kind) => {
    const { sent, lost } = half[kind]
    return lost > BAD_LOSS * sent && lost > (kind === 'probe' ? 0 : MISCOUNT)
  })

/** How many of the last half-seconds were bad. */
export const badHalves = (
  memory: LossMemory,
  count: number,
  nowMs: MonotonicMs,
  kinds: readonly LossKind[] = allKinds,
): number => memory.filter((half) => half.index > indexOf(nowMs) - count && isBad(half, kinds)).length

/** The share lost over the last half-seconds, 0 to 1: of the kind that lost most. */
export const lossOver = (
  memory: LossMemory,
  count: number,
  nowMs: MonotonicMs,
  kinds: readonly LossKind[] = allKinds,
): { kind: LossKind; loss: number } => {
  const recent = memory.filter((half) => half.index > indexOf(nowMs) - count)
  const lossOf = (kind: LossKind): number => {
    const sent = recent.reduce((sum, half) => sum + half[kind].sent, 0)
    const lost = recent.reduce((sum, half) => sum + half[kind].lost, 0)
    return lost > (kind === 'probe' ? 0 : MISCOUNT) ? Math.min(1, lost / sent) : 0
  }
  return kinds.reduce<{ kind: LossKind; loss: number }>(
    (worst, kind) => (lossOf(kind) > worst.loss ? { kind, loss: lossOf(kind) } : worst),
    { kind: 'probe', loss: 0 },
  )
}
