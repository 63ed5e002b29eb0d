import test from 'ava'
import type { Seen } from './diagnose/seen.ts'
import { endingIds, symptoms } from './diagnose/steps.ts'
import { diagnose, diagnoses } from './diagnose.ts'

const nothingSeen: Seen = { means: {}, terminals: {} }

for (const symptom of symptoms) {
  test(`${symptom}: with nothing to be seen it ends all the same`, (t) => {
    const { ending } = diagnose(symptom, nothingSeen)
    t.true(endingIds.includes(ending.id))
  })
  test(`${symptom}: each test is made once at most, and the first that ends is the last`, (t) => {
    const { made } = diagnose(symptom, nothingSeen)
    t.true(made.length <= diagnoses[symptom].length)
  })
}
