import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { modemCommands } from './modem.ts'

const [reset, at] = modemCommands
const home = { isAlive: true, registration: 'home' } as const
const gone = { isAlive: false, registration: 'unknown' } as const
const cellular = (lte: TopicMessage<'cellular'>['modems'][string]) => ({ atMs: 0, modems: { lte } })

test('a restarted modem is back once it was gone and is registered again', async (t) => {
  const told = { cellular: cellular(home) }
  const { context, clock, said, answer } = consoleContext({ told })
  answer('cellular.reset', () => ({ ok: true, reply: {} }))
  const running = reset?.run(context, { name: 'lte', deed: 'reset' })
  await clock.runFor(2_000)
  told.cellular = cellular(gone)
  await clock.runFor(10_000)
  told.cellular = cellular(home)
  await clock.runFor(1_000)
  const outcome = await running
  t.deepEqual(outcome?.data, { modem: 'lte', isBack: true, tookS: 13 })
  t.true(said.some((line) => /silent/.test(line)))
})

test('a modem that does not come back is bad, and so is one that nobody resets', async (t) => {
  const { context, clock, answer } = consoleContext({ told: { cellular: cellular(gone) } })
  const unserved = await reset?.run(context, { name: 'lte', deed: 'reset' })
  t.true(unserved?.isBad)
  answer('cellular.reset', () => ({ ok: true, reply: {} }))
  const running = reset?.run(context, { name: 'lte', deed: 'reset' })
  await clock.runFor(100_000)
  t.like(await running, { isBad: true, data: { isBack: false } })
})

test('what a modem says stands below what it was asked', async (t) => {
  const { context, answer } = consoleContext()
  answer('cellular.query', ({ query }) =>
    query === 'signal'
      ? {
          ok: true,
          reply: {
            answers: [
              { command: 'AT+CSQ', outcome: 'ok', lines: ['+CSQ: 17,99'] },
              { command: 'AT+CESQ', outcome: 'timeout', lines: [] },
            ],
          },
        }
      : { ok: false, reason: 'refused', text: 'no such query' },
  )
  const outcome = await at?.run(context, { name: 'lte', query: 'signal' })
  t.regex(outcome ? textOf(outcome) : '', /^AT\+CSQ\n {2}\+CSQ: 17,99\nAT\+CESQ\n {2}no answer/)
  const other = await at?.run(context, { name: 'lte', query: 'cell' })
  t.true(other?.isBad)
  t.regex(other ? textOf(other) : '', /no such query/)
})

test('a modem that alone carries emergency is restarted only after a second yes', async (t) => {
  const forced: unknown[] = []
  for (const answers of [false, true]) {
    const { context, clock, answer, asked } = consoleContext({ told: { cellular: cellular(gone) }, answers })
    answer('cellular.reset', ({ isForced }) => {
      forced.push(isForced)
      return isForced ? { ok: true, reply: {} } : { ok: false, reason: 'refused', text: 'lte is the only link' }
    })
    const running = reset?.run(context, { name: 'lte', deed: 'reset' })
    await clock.runFor(100_000)
    t.true((await running)?.isBad)
    t.regex(asked.join(), /lte is the only link/)
  }
  t.deepEqual(forced, [undefined, undefined, true])
})
