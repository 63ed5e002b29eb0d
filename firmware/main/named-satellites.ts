import type { Satellite } from '../domain/elements.ts'

/** Satellites by what people call them. */
export interface NamedSatellites {
  /** By catalogue number, else by name; of several of one name the first of the file. */
  find(called: string): Satellite | undefined
  /** All of one name, when there are several of it, and it is no catalogue number. */
  namesakes(called: string): readonly Satellite[]
}

export const namedSatellites = (satellites: readonly Satellite[]): NamedSatellites => {
  const byNumber = new Map(satellites.map((one) => [String(one.noradId), one]))
  const byName = new Map<string, Satellite[]>()
  for (const one of satellites) {
    const known = byName.get(one.name)
    if (known) known.push(one)
    else byName.set(one.name, [one])
  }
  return {
    find: (called) => byNumber.get(called) ?? byName.get(called)?.[0],
    namesakes: (called) => {
      const all = byNumber.has(called) ? [] : (byName.get(called) ?? [])
      return all.length > 1 ? all : []
    },
  }
}

const NUMBERS_SHOWN = 4

/** In words that several have one name, and what comes of that. */
export const namesakesText = (namesakes: readonly Satellite[], soWhat: string): string => {
  const numbers = namesakes.slice(0, NUMBERS_SHOWN).map(({ noradId }) => noradId)
  const more = namesakes.length > NUMBERS_SHOWN ? ' and more' : ''
  return `${namesakes[0]?.name} is the name of ${namesakes.length} satellites (${numbers.join(', ')}${more}): ${soWhat}`
}
