import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { linkTestCommands } from './link-tests.ts'

const [ping, , speedtest] = linkTestCommands

const setUp = (shown: readonly CommandReply<'links.job'>[], ended = new AbortController().signal) => {
  const rig = consoleContext({ ended })
  const asked: object[] = []
  const from: number[] = []
  rig.answer('links.test', (request) => {
    asked.push(request)
    return { ok: true, reply: { job: 1, link: 'lte', address: '203.0.113.200' } }
  })
  rig.answer('links.job', ({ fromLine }) => {
    from.push(fromLine)
    return {
      ok: true,
      reply: shown[Math.min(from.length, shown.length) - 1] ?? { isDone: true, lines: [], measured: {} },
    }
  })
  return { ...rig, asked, from }
}

test('what ping says is told as it comes, and its end is one sentence with the figures', async (t) => {
  const { context, clock, said, asked, from } = setUp([
    { isDone: false, lines: ['reply 1'], measured: {} },
    { isDone: true, lines: ['reply 2'], measured: { sent: 2, received: 1, medianMs: 41.4 } },
  ])
  const running = ping?.run(context, { host: 'example.kz', via: 'lte', count: 2 })
  await clock.runFor(2_000)
  const outcome = await running
  t.deepEqual(asked, [{ do: 'ping', host: 'example.kz', count: 2, link: 'lte' }])
  t.deepEqual(
    [said, from],
    [
      ['reply 1', 'reply 2'],
      [0, 1],
    ],
  )
  t.regex(outcome ? textOf(outcome) : '', /lte.*1 of 2.*50 % lost.*41 ms/)
  t.falsy(outcome?.isBad)
})

test('a host that answers nothing is bad, and so is a test that is refused', async (t) => {
  const { context, clock } = setUp([{ isDone: true, lines: [], measured: { sent: 5, received: 0 } }])
  const running = ping?.run(context, { host: '203.0.113.200' })
  await clock.runFor(1_000)
  t.true((await running)?.isBad)
  const { context: other, answer } = consoleContext()
  answer('links.test', () => ({ ok: false, reason: 'refused', text: 'no data is left' }))
  t.like(await speedtest?.run(other, {}), { isBad: true, lines: ['no data is left'] })
})

test('speed is measured one way after the other, and told in Mbit/s', async (t) => {
  const { context, clock, asked } = setUp([{ isDone: true, lines: [], measured: { kbps: 12_345 } }])
  const running = speedtest?.run(context, {})
  await clock.runFor(2_000)
  t.regex((await running)?.lines.join() ?? '', /12\.3 Mbit\/s/)
  t.deepEqual(asked, [
    { do: 'speed', isDown: true },
    { do: 'speed', isDown: false, link: 'lte' },
  ])
})

test('a host is no option and no command', (t) => {
  const host = ping?.arguments[0]?.[1]
  const { context } = consoleContext()
  for (const text of ['-c', '$(x)', 'a;b', '../x', ''])
    t.false('value' in (host?.read(text, context.known) ?? {}), text)
})

test('a speed test that is ended stops what runs, and begins no second one', async (t) => {
  const ending = new AbortController()
  const rig = setUp([{ isDone: false, lines: [], measured: {} }], ending.signal)
  const stopped: number[] = []
  rig.answer('links.stop', ({ job }) => {
    stopped.push(job)
    return { ok: true, reply: {} }
  })
  const running = speedtest?.run(rig.context, {})
  await rig.clock.runFor(2_000)
  ending.abort()
  await rig.clock.runFor(10)
  t.true((await running)?.isBad)
  t.deepEqual([rig.asked.length, stopped], [1, [1]])
})

test('a test whose end nobody can hear of any more is stopped', async (t) => {
  const rig = consoleContext()
  rig.answer('links.test', () => ({ ok: true, reply: { job: 1, link: 'lte', address: '203.0.113.200' } }))
  const stopped: number[] = []
  rig.answer('links.stop', ({ job }) => {
    stopped.push(job)
    return { ok: true, reply: {} }
  })
  rig.answer('links.job', () => ({ ok: false, reason: 'refused', text: 'no such test' }))
  const running = ping?.run(rig.context, { host: 'example.kz' })
  await rig.clock.runFor(1_000)
  t.true((await running)?.isBad)
  t.deepEqual(stopped, [1])
})

test('a measurement that would be refused asks for no yes', async (t) => {
  const { context, answer } = consoleContext()
  const asked: object[] = []
  answer('links.test', (request) => {
    asked.push(request)
    return { ok: false, reason: 'refused', text: 'this train routes nothing' }
  })
  t.like(await speedtest?.foretell?.(context, { via: 'lte' }), { isBad: true, lines: ['this train routes nothing'] })
  t.deepEqual(asked, [{ do: 'speed', isDown: true, isTrial: true, link: 'lte' }])
})
