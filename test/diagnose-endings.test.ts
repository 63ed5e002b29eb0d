import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { type EndingId, endingIds } from '../firmware/plan/diagnose/steps.ts'

/** What no fault leads to: what the train's file or the office decided, and how far a satellite is. */
const DECIDED: readonly EndingId[] = [
  'planned-outage',
  'budget-used',
  'budget-over',
  'class-pinned',
  'class-fails',
  'far',
  'lans-foreign',
]

const OWN = 'diagnose-endings.test.ts'

/** The tests that break a train, or a lab's networks, and diagnose what people then complain of. */
const brokenTrains = (): string => {
  const folders = [import.meta.dirname, join(import.meta.dirname, 'system')]
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /^diagnose.*\.test\.ts$/.test(name) && name !== OWN)
      .map((name) => join(folder, name)),
  )
  return files.map((file) => readFileSync(file, 'utf8')).join('\n')
}

test('each sentence that a diagnosis may end with is reached from a fault', (t) => {
  const shown = brokenTrains()
  const missing = endingIds.filter((id) => !DECIDED.includes(id) && !shown.includes(`'${id}'`))
  t.deepEqual(missing, [])
})
