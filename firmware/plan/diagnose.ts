import { coachDead } from './diagnose/coach.ts'
import { noInternet } from './diagnose/internet.ts'
import { noSatellite } from './diagnose/satellite.ts'
import type { Seen } from './diagnose/seen.ts'
import { slow } from './diagnose/slow.ts'
import { keepsRebooting } from './diagnose/starts.ts'
import type { Ending, Step, Steps, Symptom } from './diagnose/steps.ts'

/** The tests of each symptom, in order; the first that ends says what is wrong, and the last always ends. */
export const diagnoses: Readonly<Record<Symptom, Steps>> = {
  'no-internet': noInternet,
  slow,
  'no-satellite': noSatellite,
  'coach-dead': coachDead,
  'keeps-rebooting': keepsRebooting,
}

/** The whole of a diagnosis over what was seen: each test that was made with its value, and the one ending. */
export const diagnose = (
  symptom: Symptom,
  seen: Seen,
): { made: { id: Step['id']; value: string }[]; ending: Ending } => {
  const made: { id: Step['id']; value: string }[] = []
  for (const step of diagnoses[symptom]) {
    const { value, ending } = step.judge(seen)
    made.push({ id: step.id, value })
    if (ending) return { made, ending }
  }
  throw new TypeError(`the last test of ${symptom} did not end`)
}
