import test from 'ava'
import { memoryStorage } from '../../../hal/storage.ts'
import { biasAtStart, biasFromTurns, turnsOf } from '../../domain/bias-filter.ts'
import { biasStore } from './bias-store.ts'

const learnt = biasFromTurns({ ...turnsOf(biasAtStart), turnsDeg: [0.4, -0.2, 0.1], rollDegPerC: 0.01 })
const withRecord = (text: string) => biasStore(memoryStorage(new Map([['bias-array', new TextEncoder().encode(text)]])))

test('how a terminal sits is the same after a restart, and a little less sure', async (t) => {
  const storage = memoryStorage()
  await biasStore(storage).write('array', learnt)
  const again = turnsOf(await biasStore(storage).read('array'))
  t.deepEqual([again.turnsDeg, again.rollDegPerC], [turnsOf(learnt).turnsDeg, 0.01])
  t.true((again.covarianceDeg2[0] ?? 0) > (turnsOf(learnt).covarianceDeg2[0] ?? 0))
})

test('each terminal has its own record', async (t) => {
  const storage = memoryStorage()
  await biasStore(storage).write('array', learnt)
  t.is(await biasStore(storage).read('dish'), biasAtStart)
})

for (const [what, record] of [
  ['cut', '{"turnsDeg":[0.4'],
  ['of another kind', '[]'],
  ['turned by more than a mount can be', JSON.stringify({ ...turnsOf(learnt), turnsDeg: [30, 0, 0] })],
] as const)
  test(`a record that is ${what} is as none`, async (t) => {
    t.is(await withRecord(record).read('array'), biasAtStart)
  })
