import type { Audit } from './audit.ts'

/** Why an attempt was not looked at. */
export type UnheardWhy = 'too early' | 'too many at once'

/**
 * Attempts to come in that are refused without a look. The first of a kind is noted, those after it are counted: a flood fills no log. How many they
 * were is noted with the next that is looked at.
 */
export class Unheard {
  readonly #audit: Pick<Audit, 'note'>
  readonly #counts = new Map<string, number>()

  constructor(audit: Pick<Audit, 'note'>) {
    this.#audit = audit
  }

  /** `slot`: what they have in common: there must be a bounded number of these. */
  async refuse(slot: string, line: string, why: UnheardWhy): Promise<void> {
    const count = (this.#counts.get(slot) ?? 0) + 1
    this.#counts.set(slot, count)
    if (count === 1) await this.#note(line, why)
  }

  /** One of them is looked at. */
  async over(slot: string, line: string): Promise<void> {
    const more = (this.#counts.get(slot) ?? 0) - 1
    this.#counts.delete(slot)
    if (more > 0) await this.#note(line, `and ${more} more like the last, not looked at either`)
  }

  #note(line: string, text: string): Promise<void> {
    return this.#audit.note({ kind: 'refusal', line, text, isBad: true }).catch(() => undefined)
  }
}
