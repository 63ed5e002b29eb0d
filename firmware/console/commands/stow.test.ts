import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { stowCommands } from './stow.ts'

const running = async (word: string, values: object, stateAfter: (ms: number) => string) => {
  const { context, clock, answer, said } = consoleContext()
  const asked: CommandRequest<'stow.set'>[] = []
  const beganMs = clock.nowMs()
  let order: CommandReply<'stow.show'>['order']
  const reply = (): CommandReply<'stow.show'> => ({
    ...(order && { order }),
    mounts: { dish: { state: stateAfter(clock.nowMs() - beganMs), reasons: [] } },
  })
  answer('stow.set', (request) => {
    asked.push(request)
    order = request.do === 'on' ? { by: request.by, reason: request.reason, leftS: request.forMs / 1000 } : undefined
    return { ok: true, reply: reply() }
  })
  answer('stow.show', () => ({ ok: true, reply: reply() }))
  const done = stowCommands.find(({ words }) => words[0] === word)?.run(context, { ...values })
  await clock.runFor(120_000)
  return { outcome: await done, asked, said }
}

test('stow orders by the name of the user, for the minutes that were given, and waits until every mount lies', async (t) => {
  const { outcome, asked, said } = await running('stow', { minutes: 30 }, (ms) => (ms < 8_000 ? 'stowing' : 'stowed'))
  t.deepEqual(asked, [{ do: 'on', by: 'aigerim', reason: 'at the console', forMs: 1_800_000 }])
  t.falsy(outcome?.isBad)
  t.is(said.length, 2)
  t.regex(outcome ? textOf(outcome) : '', /dish: STOWED[\s\S]*Every mount lies/)
})

test('a mount that does not lie in time is told of as a failure, and the order stays', async (t) => {
  const { outcome } = await running('stow', {}, () => 'stowing')
  t.true(outcome?.isBad)
  t.like(outcome?.data, { order: { leftS: 3_600 } })
})

test('unstow ends the order, and waits until every mount is in use', async (t) => {
  const { outcome, asked } = await running('unstow', {}, (ms) => {
    if (ms < 1_500) return 'stowed'
    return ms < 20_000 ? 'unstowing' : 'in use'
  })
  t.deepEqual(asked, [{ do: 'off', by: 'aigerim' }])
  t.falsy(outcome?.isBad)
  t.regex(outcome ? textOf(outcome) : '', /Nobody orders[\s\S]*dish: in use[\s\S]*Every mount is in use again/)
})

for (const [what, stateNow] of [
  ['something else keeps down', 'stowed'],
  ['does not rise', 'unstowing'],
] as const)
  test(`a mount that ${what} is told of after the order is over`, async (t) => {
    const { outcome } = await running('unstow', {}, () => stateNow)
    t.true(outcome?.isBad)
    t.regex(outcome ? textOf(outcome) : '', /NOT every mount is in use again/)
  })

test('without the interlock it says so', async (t) => {
  const { context } = consoleContext()
  const outcome = await stowCommands[0]?.run(context, {})
  t.true(outcome?.isBad)
  t.regex(outcome ? textOf(outcome) : '', /interlock/)
})
