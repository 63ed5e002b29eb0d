/** One life of the firmware on its controller. */
export interface StartEntry {
  /** Of the kernel: another one after the machine started anew. */
  bootId: string
  /** `running` until it is known better; `cut`: it ended without a word. */
  end: 'running' | 'clean' | 'supply' | 'cut'
  ranS: number
  /** The power board said that the supply fails, and not yet that it is back. */
  isSupplyFailing: boolean
  /** Services that ended unasked, and how often. */
  crashes: Readonly<Record<string, number>>
}

/** The oldest first. */
export type StartRecord = readonly StartEntry[]

const KEPT = 12
const SERVICES_KEPT = 24

const withLast = (record: StartRecord, change: (entry: StartEntry) => StartEntry): StartRecord => {
  const last = record.at(-1)
  return last ? [...record.slice(0, -1), change(last)] : record
}

/** A life that did not say how it ended was cut, by the supply where that was failing. */
const settled = (entry: StartEntry): StartEntry =>
  entry.end === 'running' ? { ...entry, end: entry.isSupplyFailing ? 'supply' : 'cut' } : entry

/** A new life begins. */
export const begun = (record: StartRecord, bootId: string): StartRecord => {
  const entry: StartEntry = { bootId, end: 'running', ranS: 0, isSupplyFailing: false, crashes: {} }
  return [...withLast(record, settled), entry].slice(-KEPT)
}

/** It goes on. */
export const ranFor = (record: StartRecord, ranS: number): StartRecord =>
  withLast(record, (entry) => ({ ...entry, ranS: Math.round(ranS) }))

export const crashed = (record: StartRecord, service: string): StartRecord =>
  withLast(record, (entry) => {
    const times = entry.crashes[service] ?? 0
    if (times === 0 && Object.keys(entry.crashes).length >= SERVICES_KEPT) return entry
    return { ...entry, crashes: { ...entry.crashes, [service]: times + 1 } }
  })

export const supplySaid = (record: StartRecord, isSupplyFailing: boolean): StartRecord =>
  withLast(record, (entry) => ({ ...entry, isSupplyFailing }))

/** It is stopped in order. */
export const ended = (record: StartRecord): StartRecord => withLast(record, (entry) => ({ ...entry, end: 'clean' }))
