import type { MonotonicMs } from '../../hal/units.ts'
import type { TopicMessage } from '../bus/topics.ts'

/** A shock counts for this long: a mount needs about as long to be where it was. Chosen. */
const HOLDS_MS = 2_000
/** Samples that are older say nothing of now. */
const SILENT_AFTER_MS = 3_000
/** Time constant of the mean that is taken off: gravity, grade and cant change slower than shocks. */
const GRAVITY_TIME_MS = 2_000

interface Part {
  meanG: [number, number, number]
  atMs: number
}

/** The greatest acceleration that any motion part felt lately, gravity removed. */
export class ShockWatch {
  readonly #parts = new Map<string, Part>()
  #peakG = 0
  #peakAtMs = Number.NEGATIVE_INFINITY
  #heardAtMs = Number.NEGATIVE_INFINITY

  onMotion({ atMs, parts }: TopicMessage<'motion'>): void {
    this.#heardAtMs = atMs
    for (const [name, { samples }] of Object.entries(parts)) for (const sample of samples) this.#take(name, sample)
  }

  /** g; absent while no part is heard. */
  present(nowMs: MonotonicMs): number | undefined {
    if (nowMs - this.#heardAtMs > SILENT_AFTER_MS) return undefined
    return nowMs - this.#peakAtMs <= HOLDS_MS ? this.#peakG : 0
  }

  #take(name: string, { atMs, accelerationG }: TopicMessage<'motion'>['parts'][string]['samples'][number]): void {
    const part = this.#parts.get(name)
    if (!part) {
      this.#parts.set(name, { meanG: [...accelerationG], atMs })
      return
    }
    const share = Math.min(1, Math.max(0, atMs - part.atMs) / GRAVITY_TIME_MS)
    part.atMs = atMs
    let square = 0
    for (const axis of [0, 1, 2] as const) {
      const off = accelerationG[axis] - part.meanG[axis]
      part.meanG[axis] += share * off
      square += off * off
    }
    const feltG = Math.sqrt(square)
    if (feltG < this.#peakG && atMs - this.#peakAtMs <= HOLDS_MS) return
    this.#peakG = feltG
    this.#peakAtMs = atMs
  }
}
