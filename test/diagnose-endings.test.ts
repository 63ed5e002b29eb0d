import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { endingIds } from '../firmware/plan/diagnose/steps.ts'

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

test('each sentence that a diagnosis may end with is reached from a fault or from the file of a train', (t) => {
  const shown = brokenTrains()
  const missing = endingIds.filter((id) => !shown.includes(`'${id}'`))
  t.deepEqual(missing, [])
})
