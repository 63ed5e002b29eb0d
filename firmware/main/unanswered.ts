const SAID_AT_MOST = 10

/** What can be wrong with a row: what it asks for does not fit or is not there, or it has no answer. */
export type RowFailure = 'wrong' | 'no-answer'

/** Tells on stderr which rows of a batch have no answer: the first of them a line each, then how many more. */
export class Unanswered {
  readonly #say: (text: string) => void
  readonly #counts = { wrong: 0, 'no-answer': 0 }

  constructor(say: (text: string) => void) {
    this.#say = say
  }

  add(kind: RowFailure, why: string): void {
    this.#counts[kind]++
    if (this.#total() <= SAID_AT_MOST) this.#say(why)
  }

  /** The exit status: 2 with a wrong row, 1 with one that has no answer, 0 without either. */
  end(): number {
    const total = this.#total()
    if (total > SAID_AT_MOST) this.#say(`${total - SAID_AT_MOST} more rows have no answer`)
    if (this.#counts.wrong > 0) return 2
    return total > 0 ? 1 : 0
  }

  #total(): number {
    return this.#counts.wrong + this.#counts['no-answer']
  }
}
