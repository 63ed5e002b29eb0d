/** A seeded generator: the same seed gives the same sequence on every machine. */
export interface Random {
  /** Uniform, 0 ≤ x < 1. */
  next(): number
  /** Normal, mean 0, standard deviation 1. */
  normal(): number
  /** An independent generator, fixed by this one's seed and the name, whatever was drawn before. */
  fork(name: string): Random
}

const hash32 = (text: string, seed: number): number => {
  let hash = seed ^ 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A generator of the mulberry32 family: 32 bits of state, ample for a simulated ride and not for keys. */
export const seededRandom = (seed: number): Random => {
  let state = hash32('steppelink', seed)
  let spare: number | undefined
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next()))
    const angleRad = 2 * Math.PI * next()
    spare = radius * Math.sin(angleRad)
    return radius * Math.cos(angleRad)
  }
  return { next, normal, fork: (name) => seededRandom(hash32(name, seed)) }
}
