import { randomInt } from 'node:crypto'

/** A seed for `seededRandom` that differs each time, 0 to 2³² − 1, where a ride was not asked to repeat another. */
export const entropySeed = (): number => randomInt(2 ** 32)
