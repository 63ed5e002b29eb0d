/** Numbers that are remembered. Chosen: as many again as are repeated to who subscribes. */
const MOST = 128

/**
 * What a reader has heard of a topic, by the numbers of its messages within one life of its writer. Of a state only what is newer counts; of
 * events also one that is older and has not come yet: what is repeated to a new reader may arrive behind what is told meanwhile.
 */
export class Heard {
  readonly #areEvents: boolean
  #run = ''
  #last = 0
  #numbers = new Set<number>()

  constructor(areEvents: boolean) {
    this.#areEvents = areEvents
  }

  /** `dropped`: how many are missing before it, as far as is known. */
  hear(run: string, seq: number): { isNew: boolean; dropped: number } {
    const isFirst = run !== this.#run
    if (isFirst) this.#numbers.clear()
    if (!isFirst && seq <= this.#last) return { isNew: this.#isLate(seq), dropped: 0 }
    const dropped = isFirst ? 0 : seq - this.#last - 1
    this.#run = run
    this.#last = seq
    this.#note(seq)
    return { isNew: true, dropped }
  }

  #isLate(seq: number): boolean {
    if (!this.#areEvents || this.#numbers.has(seq) || seq <= this.#last - MOST) return false
    this.#note(seq)
    return true
  }

  #note(seq: number): void {
    if (!this.#areEvents) return
    this.#numbers.add(seq)
    for (const number of this.#numbers) if (number <= this.#last - MOST) this.#numbers.delete(number)
  }
}
