import { phaseOf } from '../domain/emergency-report.ts'
import { EMERGENCIES_AT_MOST, type Emergency, type EmergencyState } from './emergency-state.ts'

interface Merged {
  state: EmergencyState
  /** There was no room for these. */
  dropped: readonly Emergency[]
}

const isOpen = ({ report }: Emergency): boolean => phaseOf(report) === 'raised'

/** Open before ended, then what the shore does not know yet, then the younger. */
const byWorth = (a: Emergency, b: Emergency): number =>
  Number(isOpen(b)) - Number(isOpen(a)) ||
  Number(a.isAcknowledged) - Number(b.isAcknowledged) ||
  b.raisedAtMs - a.raisedAtMs

/** Of the same emergency, the one that is further on: nobody raises again what was cancelled. */
const further = (read: Emergency, now: Emergency | undefined): Emergency =>
  now === undefined || (isOpen(now) && !isOpen(read)) || (isOpen(now) === isOpen(read) && read.isAcknowledged)
    ? read
    : now

/** What was read late from the medium, joined with what was raised meanwhile; at most as many as are kept. */
export const mergeEmergencies = (read: EmergencyState, now: EmergencyState): Merged => {
  const kept = read.emergencies.map((one) =>
    further(
      one,
      now.emergencies.find(({ report }) => report.id === one.report.id),
    ),
  )
  const added = now.emergencies.filter(({ report }) => !kept.some((one) => one.report.id === report.id))
  const all = [...kept, ...added]
  const room = new Set(all.toSorted(byWorth).slice(0, EMERGENCIES_AT_MOST))
  return {
    state: { carrying: now.carrying, emergencies: all.filter((one) => room.has(one)) },
    dropped: all.filter((one) => !room.has(one)),
  }
}
