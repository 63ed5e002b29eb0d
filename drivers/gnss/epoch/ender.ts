/** Epochs in a row that must end otherwise than expected before the expectation changes. */
const EPOCHS_TO_RELEARN = 2

/** Learns with which message a receiver's epochs are complete. */
export interface EnderMemory {
  isEnder(source: number): boolean
  /** An epoch is over; `last` is the message that was the last to tell something. */
  learn(last: number | undefined): void
}

export const enderMemory = (): EnderMemory => {
  let ender: number | undefined
  let surprises = 0
  return {
    isEnder: (source) => source === ender,
    learn: (last) => {
      if (last === undefined) return
      surprises = last === ender ? 0 : surprises + 1
      if (ender !== undefined && surprises < EPOCHS_TO_RELEARN) return
      ender = last
      surprises = 0
    },
  }
}
