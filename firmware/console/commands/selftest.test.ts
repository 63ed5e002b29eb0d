import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { wellTrain } from '../../../test/fakes/well-train.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Tested, TestVerdict } from '../../plan/selftest.ts'
import { selftestCommands } from './selftest.ts'

type Told = ReturnType<typeof wellTrain>
type Rig = ReturnType<typeof consoleContext>

const standing = (told: Told): Told => ({
  ...told,
  ...(told.navigation && { navigation: { ...told.navigation, speedMps: 0 } }),
})

const SESSION = 'a'.repeat(32)

const sample = (atMs: number) => ({ atMs, accelerationG: [0, 0, -1] as [number, number, number] })

const permission = (atMs: number): TopicMessage<'permission'> => {
  const terminal = { isOnTarget: true, isBlocked: false, isStowed: false, isPointerWell: true }
  return { atMs, terminals: { oneweb: terminal, geo: terminal } }
}

const WORD_EVERY_MS = 50

/** A train that goes on telling the same, with a motion sensor at this rate. */
const running = async (
  change: (told: Told) => Told,
  { rateHz = 100, answers = false, arrange = (_: Rig) => {} } = {},
) => {
  const told: Told = {}
  const rig = consoleContext({ told, answers, heardAgoMs: 0 })
  arrange(rig)
  const { context, clock, bus } = rig
  const tellAll = (): void => {
    const atMs = clock.nowMs()
    Object.assign(told, change({ ...wellTrain(atMs), permission: permission(atMs) }))
    const count = (rateHz * WORD_EVERY_MS) / 1000
    const samples = Array.from({ length: count }, (_, index) => sample(atMs + (1000 / rateHz) * index))
    bus.publish('motion', { atMs, parts: { 'imu.adxl345': { samples } } })
  }
  tellAll()
  clock.every(WORD_EVERY_MS, tellAll)
  const outcome = selftestCommands[0]?.run(context, {})
  await clock.runFor(35_000)
  const done = await outcome
  const { tested = [] } = (done?.data ?? {}) as { tested?: (Tested & { verdict: TestVerdict })[] }
  return { rig, outcome: done, tested, said: rig.said, bad: tested.filter(({ verdict }) => verdict === 'bad') }
}

test('a train that is well passes, each device with its figures, and what cannot be tested says why', async (t) => {
  const { outcome, tested, bad, said } = await running((told) => told)
  t.deepEqual(bad, [])
  t.regex(outcome ? textOf(outcome) : '', /^selftest: \d+ ok, 0 bad, \d skipped\.$/)
  t.regex(said.join('\n'), / ok {2}gnss: .*age of the last fix 0\.0 s \(limit ≤ 1\.5 s\), satellites 12 \(limit ≥ 4\)/)
  t.regex(said.join('\n'), / ok {2}imu: .*sample rate 100 Hz \(limit 100 Hz ± 25 %\)/)
  t.like(
    tested.find(({ subject }) => subject === 'mute'),
    { skipped: 'moving' },
  )
  t.like(
    tested.find(({ subject }) => subject === 'storage'),
    { skipped: 'no-keeper' },
  )
  t.notRegex(said.join(), /[{}]/, 'every name is filled in')
})

test('what is wrong stands in the last line by its name', async (t) => {
  const tampered = (told: Told): Told => {
    const power: TopicMessage<'power'> | undefined = told.power && { ...told.power, isTampered: true }
    return { ...told, ...(power && { power }) }
  }
  const { outcome } = await running(tampered, { rateHz: 60 })
  t.true(outcome?.isBad)
  t.regex(outcome ? textOf(outcome) : '', /2 bad, \d skipped: imu, power$/)
})

test('the interlock is tested on a train that stands, and only after a yes', async (t) => {
  let isTested = false
  const arrange = ({ answer, clock }: Rig): void => {
    answer('mute.test', () => {
      isTested = true
      return { ok: true, reply: { heldMs: 1_500, edgeHoldsMs: 80, edges: 0, lineMutedAfterMs: 61.4, terminals: {} } }
    })
    const mode = 'normal' as const
    answer('mute.show', () => ({
      ok: true,
      reply: { atMs: clock.nowMs(), isLineRenewed: true, isLockedOut: false, mode, terminals: {} },
    }))
  }
  const refused = await running(standing, { arrange })
  t.false(isTested)
  t.like(
    refused.tested.find(({ subject }) => subject === 'mute'),
    { skipped: 'not-agreed' },
  )
  const agreed = await running(standing, { arrange, answers: true })
  t.true(isTested)
  t.like(
    agreed.tested.find(({ subject }) => subject === 'mute'),
    {
      verdict: 'ok',
      checks: [{ value: '62 ms', limit: '≤ 100 ms' }],
    },
  )
})

test('storage is well once the audit log has kept an entry', async (t) => {
  for (const isKept of [true, false]) {
    const arrange = ({ answer, context }: Rig): void => {
      Object.assign(context.user, { session: SESSION })
      answer('access.note', ({ session }) =>
        isKept && session === SESSION
          ? { ok: true, reply: {} }
          : { ok: false, reason: 'refused', text: 'it cannot be noted: EROFS' },
      )
    }
    const { tested } = await running((told) => told, { arrange })
    const storage = tested.find(({ subject }) => subject === 'storage')
    t.like(storage, { verdict: isKept ? 'ok' : 'bad' })
    t.regex(storage?.checks[0]?.value ?? '', isKept ? /^ok$/ : /EROFS/)
  }
})
