/** Something that happens to links of the lab, for a while. */
export interface Trouble {
  atS: number
  forS: number
  /** As rail-lab has it: a port that loses its carrier, a path that looks well and carries nothing, one that loses packets. */
  what: 'cut' | 'silent' | 'loss'
  links: readonly string[]
}

const EVERY_S = 30

/** In turn, one each half minute; there is always a link that carries. */
const troubles: readonly Omit<Trouble, 'atS'>[] = [
  { what: 'cut', links: ['oneweb'], forS: 12 },
  { what: 'cut', links: ['geo'], forS: 10 },
  { what: 'silent', links: ['oneweb'], forS: 10 },
  { what: 'cut', links: ['oneweb', 'geo'], forS: 15 },
  { what: 'silent', links: ['lte'], forS: 10 },
  { what: 'cut', links: ['oneweb'], forS: 2 },
  { what: 'silent', links: ['starlink'], forS: 12 },
  { what: 'loss', links: ['oneweb'], forS: 15 },
]

/** What happens within some minutes: as much as in the hour, in the same order. */
export const scriptOf = (minutes: number): Trouble[] =>
  Array.from({ length: Math.floor((minutes * 60) / EVERY_S) }, (_, number) => ({
    ...(troubles[number % troubles.length] as Omit<Trouble, 'atS'>),
    atS: number * EVERY_S + 5,
  }))
