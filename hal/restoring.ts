import type { Cancel, Clock } from './clock.ts'

/** What keeps something from being as it is wanted, a sentence, once until it is over; then, once, `undefined`. */
export type OnTrouble = (trouble: string | undefined) => void

interface Restoring {
  clock: Clock
  everyMs: number
  /** Puts back what has gone missing. Resolves with what was wrong although it could be put back; rejects when it could not. */
  restore: () => Promise<string | undefined>
  onTrouble: OnTrouble
}

/** Puts back at intervals what has gone missing, one after the other, and tells of trouble as it begins and ends. */
export const keepRestoring = ({ clock, everyMs, restore, onTrouble }: Restoring): Cancel => {
  let isTrouble = false
  let isBusy = false
  let isEnded = false
  const tell = (trouble: string | undefined): void => {
    isBusy = false
    if (isEnded || isTrouble === (trouble !== undefined)) return
    isTrouble = trouble !== undefined
    onTrouble(trouble)
  }
  const cancel = clock.every(everyMs, () => {
    if (isBusy) return
    isBusy = true
    void restore().then(tell, (cause: unknown) => tell(cause instanceof Error ? cause.message : String(cause)))
  })
  return () => {
    isEnded = true
    cancel()
  }
}
