/** Epochs for which the kind of fix is remembered when its sentence is sent less often than the position. */
const REMEMBERED_EPOCHS = 50

/** The kind of fix that GSA said last. */
export interface GsaMemory {
  /** GSA said a mode, in whatever epoch. */
  note(mode: number | undefined): void
  /** Counts one epoch; what is known of the kind of fix. */
  next(): number | undefined
  forget(): void
}

export const gsaMemory = (): GsaMemory => {
  let known: number | undefined
  let epochsLeft = 0
  return {
    note: (mode) => {
      if (mode === undefined) return
      known = mode
      epochsLeft = REMEMBERED_EPOCHS
    },
    next: () => (epochsLeft-- > 0 ? known : undefined),
    forget: () => {
      epochsLeft = 0
    },
  }
}
