import type { ExecutionContext } from 'ava'
import { runDiagnosis } from '../../firmware/console/diagnose/run.ts'
import type { Ending, EndingId, Symptom } from '../../firmware/plan/diagnose/steps.ts'
import { type ConsoleRide, type ConsoleRideOptions, consoleRide } from './console-ride.ts'

/** When a complaint is looked into, and the one sentence that this must end with. */
export interface Moment {
  /** Of the ride. */
  atS: number
  symptom: Symptom
  end: EndingId
  /** Of what stands in the sentence. */
  names?: Record<string, string | number>
}

/** A train of the twin, what is broken on it and when, and the complaints about it: one ride has room for many. */
export interface DiagnosedRide extends Omit<ConsoleRideOptions, 'fault'> {
  faults?: readonly string[]
  moments: readonly Moment[]
}

/** Chosen: twice what the longest diagnosis waits. */
const AT_MOST_S = 60

/** What a diagnosis says on a ride that goes on meanwhile. */
const diagnosedOn = async ({ context, clock }: Pick<ConsoleRide, 'context' | 'clock'>, symptom: Symptom) => {
  let isDone = false
  const running = runDiagnosis(context, symptom).finally(() => {
    isDone = true
  })
  for (let waitedS = 0; waitedS < AT_MOST_S && !isDone; waitedS++) await clock.runFor(1_000)
  return running
}

/** Rides, and looks into each complaint at its moment; in order. */
export const rideAndDiagnose = async (
  t: ExecutionContext,
  { faults = [], moments, ...options }: DiagnosedRide,
): Promise<void> => {
  const ride = await consoleRide({ ...options, fault: [...faults] }, 0)
  try {
    for (const { atS, symptom, end, names = {} } of moments) {
      await ride.clock.runFor(Math.max(0, 1_000 * atS - ride.riddenMs()))
      ride.said.length = 0
      const outcome = await diagnosedOn(ride, symptom)
      const { ending } = outcome.data as { ending?: Ending }
      const where = `${symptom} at ${atS} s: ${[...ride.said, ...outcome.lines].join('\n')}`
      t.is(ending?.id, end, where)
      for (const [name, value] of Object.entries(names)) t.is(ending?.values[name], value, where)
      t.is(outcome.lines.length, 1, 'one sentence')
      t.notRegex(outcome.lines.join(), /[{}]/, 'every name is filled in')
    }
  } finally {
    await ride.close()
  }
}
