import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { accelerometerCommands } from './calibrate-accelerometer.ts'

const running = async (part: CommandReply<'accelerometer.show'>['parts'][string] | undefined, answers: boolean) => {
  const { context, answer, said } = consoleContext({ answers })
  const keepers: string[] = []
  const reply = { limitG: 0.06, shakesAboveG: 0.02, parts: part ? { 'imu.adxl345': part } : {} }
  answer('accelerometer.show', () => ({ ok: true, reply }))
  answer('accelerometer.keep', ({ by }) => {
    keepers.push(by)
    return { ok: true, reply }
  })
  const outcome = await accelerometerCommands[0]?.run(context, {})
  return { outcome, said, keepers }
}

const good = { offsetG: [0.012, -0.004, 0.02] as [number, number, number], rmsG: 0.003, isGood: true }

test('the measured zero stands beside its limit and beside the one before, and is kept after a yes only', async (t) => {
  const kept = { offsetG: [0.01, 0, 0] as [number, number, number], by: 'daulet' }
  const yes = await running({ ...good, kept }, true)
  t.deepEqual(yes.keepers, ['aigerim'])
  t.regex(yes.said.join('\n'), /12 \/ -4 \/ 20 mg \(limit ±60 mg\)[\s\S]*daulet: 10 \/ 0 \/ 0 mg; 20 mg/)
  const no = await running(good, false)
  t.deepEqual([no.keepers, no.outcome?.isBad], [[], undefined])
})

test('what shakes, is beyond its limit or not there is not offered to be kept', async (t) => {
  for (const part of [{ ...good, isGood: false }, { why: 'the coach shakes' }, undefined]) {
    const { outcome, keepers } = await running(part, true)
    t.true(outcome?.isBad)
    t.deepEqual(keepers, [])
  }
})

test('a train that moves is said so', async (t) => {
  const { context, answer } = consoleContext()
  answer('accelerometer.show', () => refuse('the train moves: 3.0 m/s of 0.5 m/s'))
  const outcome = await accelerometerCommands[0]?.run(context, {})
  t.true(outcome?.isBad)
  t.regex(outcome ? textOf(outcome) : '', /moves/)
})
