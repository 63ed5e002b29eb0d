import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import { roles } from '../../domain/role.ts'
import { emptyBook, type UserBook } from '../../plan/access-users.ts'
import { keep, readKept } from './kept-json.ts'

const book = z.object({
  users: z.array(
    z.object({
      name: z.string(),
      role: z.enum(roles),
      hash: z.string(),
      mustChange: z.boolean(),
      depot: z.object({ key: z.string(), given: z.string() }).optional(),
    }),
  ),
  serials: z.record(z.string(), z.number()),
})

const count = z.number().int().nonnegative()
const failures = z.object({
  byName: z.record(z.string(), count),
  all: count,
  salt: z.string().min(16).max(64).optional(),
})
/** By name; without a time where nobody knew it. */
const logins = z.record(z.string(), z.object({ utcMs: z.number().optional() }))

const highest = (one: UserBook['serials'], other: UserBook['serials']): UserBook['serials'] => {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return Object.fromEntries(keys.map((key) => [key, Math.max(one[key] ?? 0, other[key] ?? 0)]))
}

/** What was failed, by slot, and what names are put into slots by; absent where none was kept. */
export type KeptWatch = z.infer<typeof failures>

export type LastLogins = z.infer<typeof logins>

const serials = z.record(z.string(), z.number())

const USERS = 'access-users'
/** Beside the users, so that a file that was taken is not taken again when these are lost. */
const SERIALS = 'access-serials'
const FAILURES = 'access-failures'
const LOGINS = 'access-logins'

/** Nothing was failed so far as anybody knows, or so much that everybody waits for a moment. */
const doubtful: KeptWatch = { byName: {}, all: 12 }

/** The users with their hashes, what was failed, and who was here last. */
export class UserStore {
  readonly #storage: Storage
  #book: UserBook = emptyBook
  #logins: LastLogins = {}
  #unreadWhy: string | undefined

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Reads all; what was failed is answered. Users that do not read let nobody in. */
  async open(): Promise<KeptWatch> {
    try {
      await this.#openBook()
      const last = await readKept(this.#storage, LOGINS, logins)
      if (typeof last !== 'string') this.#logins = last.value
      const failed = await readKept(this.#storage, FAILURES, failures)
      return failed === 'none' ? { byName: {}, all: 0 } : failed === 'damaged' ? doubtful : failed.value
    } catch (cause) {
      this.#unreadWhy = `the users cannot be read (${cause instanceof Error ? cause.message : String(cause)})`
      return doubtful
    }
  }

  /** Why nobody can be let in by a password; absent while all is well. */
  unreadWhy(): string | undefined {
    return this.#unreadWhy
  }

  book(): UserBook {
    return this.#book
  }

  logins(): LastLogins {
    return this.#logins
  }

  /** Rejects with TerminalError `storage-failed`; then the users are as before. */
  async keepBook(after: UserBook): Promise<void> {
    await keep(this.#storage, USERS, after)
    await keep(this.#storage, SERIALS, after.serials)
    this.#book = after
    this.#unreadWhy = undefined
  }

  async #openBook(): Promise<void> {
    const users = await readKept(this.#storage, USERS, book)
    const taken = await readKept(this.#storage, SERIALS, serials)
    const known = typeof taken === 'string' ? {} : taken.value
    this.#book = { ...emptyBook, serials: known }
    if (users === 'damaged') this.#unreadWhy = 'the record of users is damaged'
    else if (users === 'none') this.#unreadWhy = taken === 'none' ? undefined : 'the record of users is gone'
    else this.#book = { users: users.value.users, serials: highest(users.value.serials, known) }
  }

  keepFailures(kept: KeptWatch): Promise<void> {
    return keep(this.#storage, FAILURES, kept)
  }

  keepLogin(name: string, login: LastLogins[string]): Promise<void> {
    const known = Object.entries(this.#logins).filter(([other]) => this.#book.users.some((user) => user.name === other))
    this.#logins = { ...Object.fromEntries(known), [name]: login }
    return keep(this.#storage, LOGINS, this.#logins)
  }
}
