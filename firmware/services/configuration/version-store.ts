import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import { type ConfigurationBook, emptyBook } from '../../plan/configuration-book.ts'

const number = z.number().int().nonnegative()

const kept = z.object({
  versions: z.array(
    z.object({
      number,
      author: z.string(),
      why: z.string(),
      sha256: z.string(),
      utcMs: z.number().optional(),
    }),
  ),
  active: number,
  unconfirmed: z.object({ from: number, by: z.string() }).optional(),
  placing: number.optional(),
})

const BOOK = 'configuration'
const CANDIDATE = 'configuration-candidate'
/** Texts lie in turn in so many records, each with its number beside it: more than the book keeps. */
const RECORDS = 64

const textKept = z.object({ number, text: z.string() })
const candidateKept = z.object({ by: z.string(), text: z.string() }).optional()

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value ?? null))

const decode = <T>(schema: z.ZodType<T>, bytes: Uint8Array | undefined): T | undefined => {
  if (!bytes) return undefined
  try {
    return schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)) ?? undefined).data
  } catch {
    return undefined
  }
}

const recordOf = (version: number): string => `configuration-text-${version % RECORDS}`

/** What is changed and not yet in force. */
export type Candidate = NonNullable<z.infer<typeof candidateKept>>

/** The book of versions, their texts and the candidate, in the state storage. What is damaged reads as none. */
export class VersionStore {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  async book(): Promise<ConfigurationBook> {
    return decode(kept, await this.#storage.read(BOOK)) ?? emptyBook
  }

  keepBook(book: ConfigurationBook): Promise<void> {
    return this.#storage.write(BOOK, encode(book))
  }

  /** `undefined` when it is no longer kept. */
  async text(version: number): Promise<string | undefined> {
    const found = decode(textKept, await this.#storage.read(recordOf(version)))
    return found?.number === version ? found.text : undefined
  }

  keepText(version: number, text: string): Promise<void> {
    return this.#storage.write(recordOf(version), encode({ number: version, text }))
  }

  async candidate(): Promise<Candidate | undefined> {
    return decode(candidateKept, await this.#storage.read(CANDIDATE))
  }

  keepCandidate(candidate: Candidate | undefined): Promise<void> {
    return this.#storage.write(CANDIDATE, encode(candidate))
  }
}
