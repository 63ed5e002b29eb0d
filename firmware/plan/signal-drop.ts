/** How strong one satellite is heard. */
export interface HeardSatellite {
  /** Of its system and number. */
  key: string
  carrierToNoiseDbHz: number
}

/** What each satellite was like until now; the drop of the last sky that told of one. */
export interface SignalState {
  usualDbHz: ReadonlyMap<string, number>
  dropDb?: number
}

export const noSignals: SignalState = { usualDbHz: new Map() }

/** A sky a second: usual is what the last two minutes were. */
const NEW_SHARE = 1 / 120
/** Fewer than this may all go behind one thing. */
const SATELLITES_AT_LEAST = 4
/** From here on a drop is no longer taken for what is usual. */
const REMARKABLE_DB = 3

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}

/**
 * How far satellites have dropped together: the median over those that are still heard, so that a canopy, which takes
 * some away, is no drop. With fewer than four the last drop stands: what a jammer has taken away tells nothing.
 */
export const nextSignals = (state: SignalState, heard: readonly HeardSatellite[]): SignalState => {
  const drops = heard.flatMap(({ key, carrierToNoiseDbHz }) => {
    const usual = state.usualDbHz.get(key)
    return usual === undefined ? [] : [usual - carrierToNoiseDbHz]
  })
  const dropDb = drops.length >= SATELLITES_AT_LEAST ? medianOf(drops) : state.dropDb
  if (dropDb !== undefined && dropDb >= REMARKABLE_DB) return { usualDbHz: state.usualDbHz, dropDb }
  const usualDbHz = new Map(
    heard.map(({ key, carrierToNoiseDbHz }) => {
      const usual = state.usualDbHz.get(key) ?? carrierToNoiseDbHz
      return [key, usual + NEW_SHARE * (carrierToNoiseDbHz - usual)] as const
    }),
  )
  return { usualDbHz, ...(dropDb !== undefined && { dropDb }) }
}
