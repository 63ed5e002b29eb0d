/** What a signal is in the open by the satellite's elevation: a beam that looks low goes further, and through a flat array's loss. */
export type UsualSignal = Readonly<Record<number, { db: number; samples: number }>>

const BIN_DEG = 3
/** Of a second each: before there are as many nothing is usual. */
const SAMPLES_AT_LEAST = 20
/** What was hours ago counts less; weather of half an hour does not become usual. */
const SAMPLES_AT_MOST = 7_200

const binOf = (elevationDeg: number): number => Math.floor(elevationDeg / BIN_DEG)

/** Learns from a second in the open. */
export const learnUsual = (usual: UsualSignal, elevationDeg: number, db: number): UsualSignal => {
  const bin = binOf(elevationDeg)
  const before = usual[bin] ?? { db, samples: 0 }
  const samples = Math.min(SAMPLES_AT_MOST, before.samples + 1)
  return { ...usual, [bin]: { db: before.db + (db - before.db) / samples, samples } }
}

/** `undefined` where too little has been seen. */
export const usualAt = (usual: UsualSignal, elevationDeg: number): number | undefined => {
  const found = usual[binOf(elevationDeg)]
  return found && found.samples >= SAMPLES_AT_LEAST ? found.db : undefined
}
