import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { refuse } from '../../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { pointCommands } from './point.ts'

const values = { terminal: 'dish', azimuthTrueDeg: 200, elevationDeg: 30, seconds: 20 }

interface Running {
  abortAfterMs?: number
  isRefused?: true
  /** It still tells of the antenna after it was asked to end. */
  isSlowToEnd?: true
}

/** Tracking that turns the antenna 5° a second, and ends the aim with its time or when it is asked to. */
const running = async ({ abortAfterMs, isRefused, isSlowToEnd }: Running = {}) => {
  const controller = new AbortController()
  const { context, clock, answer, said } = consoleContext({ ended: controller.signal })
  const asked: CommandRequest<'point.set'>[] = []
  const beganMs = clock.nowMs()
  let ended: string | undefined
  let [keeps, ends] = [0, 0]
  const reply = (): CommandReply<'point.show'> => {
    const doneS = (clock.nowMs() - beganMs) / 1_000
    if (doneS >= 20) ended = 'its time has passed'
    if (ended !== undefined) return { terminals: {}, ended: { dish: ended } }
    const errorDeg = Math.max(0, 40 - 5 * doneS)
    const to = { azimuthTrueDeg: 200, elevationDeg: 30 }
    const at = { azimuthTrueDeg: 200 - errorDeg, elevationDeg: 30 }
    return {
      terminals: { dish: { by: 'aigerim', to, leftS: 20 - doneS, isMuted: doneS > 0, at, errorDeg } },
      ended: {},
    }
  }
  answer('point.set', (request) => {
    if (isRefused) return refuse('the train moves: 3.0 m/s of 0.5 m/s')
    asked.push(request)
    return { ok: true, reply: reply() }
  })
  answer('point.keep', () => {
    keeps++
    return { ok: true, reply: reply() }
  })
  answer('point.end', ({ by }) => {
    ends++
    if (!isSlowToEnd) ended = `ended by ${by}`
    return { ok: true, reply: reply() }
  })
  const done = pointCommands[0]?.run(context, values)
  if (abortAfterMs !== undefined) clock.after(abortAfterMs, () => controller.abort())
  await clock.runFor(60_000)
  return { outcome: await done, asked, said, keeps: () => keeps, ends: () => ends, ended: () => ended }
}

test('an aim by hand lasts as long as its command, which tells where the antenna looks until it is there', async (t) => {
  const { outcome, asked, said, keeps } = await running()
  t.deepEqual(asked, [{ terminal: 'dish', azimuthTrueDeg: 200, elevationDeg: 30, by: 'aigerim', forMs: 20_000 }])
  t.falsy(outcome?.isBad)
  t.like(outcome?.data, { hasArrived: true, why: 'its time has passed' })
  t.true(keeps() >= 19)
  t.regex(said.join('\n'), /not yet muted[\s\S]*on its way[\s\S]*is there/)
})

test('the command ends with its order to end, also when the antenna is still on its way back', async (t) => {
  const { outcome, ends } = await running({ abortAfterMs: 3_500, isSlowToEnd: true })
  t.true(outcome?.isBad)
  t.is(ends(), 1)
})

test('Ctrl-C, a lock and the end of the session end the aim at once', async (t) => {
  const { outcome, ended } = await running({ abortAfterMs: 3_500 })
  t.is(ended(), 'ended by aigerim')
  t.like(outcome?.data, { hasArrived: false })
  t.true(outcome?.isBad)
})

test('what tracking refuses is said in its words', async (t) => {
  const { outcome } = await running({ isRefused: true })
  t.true(outcome?.isBad)
  t.regex(outcome ? textOf(outcome) : '', /the train moves/)
})
