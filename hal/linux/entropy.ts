import { randomBytes, randomInt } from 'node:crypto'

/** A seed for `seededRandom` that differs each time, 0 to 2³² − 1, where a ride was not asked to repeat another. */
export const entropySeed = (): number => randomInt(2 ** 32)

/** Bytes that nobody can guess, for keys, salts and nonces. */
export const secretBytes = (count: number): Uint8Array => randomBytes(count)
