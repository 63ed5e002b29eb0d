import { scrypt, timingSafeEqual } from 'node:crypto'
import {
  type PasswordHash,
  passwordHashText,
  readPasswordHash,
  type ScryptTerms,
  usualTerms,
} from '../../domain/password-hash.ts'
import { Turns } from './turns.ts'

const SALT_BYTES = 16
const HASH_BYTES = 32
/** Each takes tens of megabytes: they are made one after the other, and no crowd waits. */
const MOST_WAITING = 8

/** Off the event loop, in the threads of libuv. */
const derive = (password: string, { logCost, blockSize, parallel }: ScryptTerms, salt: Uint8Array): Promise<Buffer> => {
  const terms = { N: 2 ** logCost, r: blockSize, p: parallel, maxmem: 256 * blockSize * 2 ** logCost }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, terms, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** Hashes a password for keeping. */
export const hashPassword = async (
  password: string,
  salt: Uint8Array,
  terms: ScryptTerms = usualTerms,
): Promise<string> => passwordHashText({ ...terms, salt, hash: await derive(password, terms, salt) })

/** Makes and compares hashes of passwords, one at a time. */
export class Passwords {
  readonly #secretBytes: (count: number) => Uint8Array
  readonly #terms: ScryptTerms
  /** In the place of a user who is not there: finding that out takes as long. */
  readonly #nobody: PasswordHash
  readonly #turns = new Turns(MOST_WAITING)

  constructor(secretBytes: (count: number) => Uint8Array, terms = usualTerms) {
    this.#terms = terms
    this.#secretBytes = secretBytes
    this.#nobody = { ...terms, salt: secretBytes(SALT_BYTES), hash: secretBytes(HASH_BYTES) }
  }

  isBusy(): boolean {
    return this.#turns.isFull()
  }

  hash(password: string): Promise<string> {
    return this.#turns.take(() => hashPassword(password, this.#secretBytes(SALT_BYTES), this.#terms))
  }

  /**
   * Whether a password is the one that was hashed; never for no hash, or one that does not read. Without one it takes as long as it would
   * with `like`, the hash of somebody else.
   */
  isRight(password: string, kept: string | undefined, like?: string): Promise<boolean> {
    const known = kept === undefined ? undefined : readPasswordHash(kept)
    const stand = like === undefined ? undefined : readPasswordHash(like)
    const { salt, hash, ...terms } = known ?? stand ?? this.#nobody
    return this.#turns.take(async () => {
      const derived = await derive(password, terms, salt)
      return known !== undefined && derived.length === hash.length && timingSafeEqual(derived, hash)
    })
  }
}
