/** 32 hexadecimal digits of a generator that gives 0 ≤ x < 1: a name that nobody else takes, and no secret. */
export const randomId = (random: { next(): number }): string =>
  Array.from({ length: 32 }, () => Math.floor(random.next() * 16).toString(16)).join('')
