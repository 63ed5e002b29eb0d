import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { muteTestCommands } from './mute-test.ts'

const tested: CommandReply<'mute.test'> = {
  heldMs: 1_500,
  edgeHoldsMs: 80,
  edges: 0,
  lineMutedAfterMs: 61.4,
  terminals: {
    array: { wasPermitted: true, withdrawnAfterMs: 0, isModemAlive: true },
    dish: { wasPermitted: false, withdrawnAfterMs: 0, isModemAlive: false },
  },
}

const running = async (reply: CommandReply<'mute.test'>, backAfterMs: number) => {
  const { context, clock, answer } = consoleContext()
  const beganMs = clock.nowMs()
  answer('mute.test', ({ by }) => (by === 'aigerim' ? { ok: true, reply } : { ok: false, reason: 'failed', text: by }))
  answer('mute.show', () => {
    const isPermitted = clock.nowMs() - beganMs >= backAfterMs
    const array = { isPermitted, conditions: [] }
    const mode = 'normal' as const
    return {
      ok: true,
      reply: { atMs: clock.nowMs(), isLineRenewed: isPermitted, isLockedOut: false, mode, terminals: { array } },
    }
  })
  const outcome = muteTestCommands[0]?.run(context, {})
  await clock.runFor(25_000)
  return outcome
}

test('a test that stops everything in time and gives it back has passed, with its figures', async (t) => {
  const outcome = await running(tested, 1_000)
  t.falsy(outcome?.isBad)
  t.like(outcome?.data, { limitMs: 100, backAfterMs: { array: 1_000 } })
  const text = outcome ? textOf(outcome) : ''
  t.regex(text, /62 ms after the order \(limit 100 ms\); 0 edges/)
  t.regex(text, /dish: was muted before/)
  t.regex(text, /Passed.*up to half a minute/)
})

test('an edge, a late end and a permit that stays are failures', async (t) => {
  const kept = { wasPermitted: true, isModemAlive: true }
  for (const wrong of [{ edges: 1 }, { lineMutedAfterMs: 130 }, { terminals: { array: kept } }]) {
    const outcome = await running({ ...tested, ...wrong }, 0)
    t.true(outcome?.isBad)
    t.regex(outcome ? textOf(outcome) : '', /FAILED/)
  }
})

test('a terminal that does not come back is told of', async (t) => {
  const outcome = await running(tested, Number.POSITIVE_INFINITY)
  t.true(outcome?.isBad)
  t.regex(outcome ? textOf(outcome) : '', /array: .*NOT permitted again/)
})
