import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { languages, textIn } from '../messages.ts'
import { widthOf } from '../screen/width.ts'
import { alarmCommands } from './alarms.ts'

type Shown = CommandReply<'alarms.show'>

const down: Shown['alarms'][number] = {
  id: 4,
  code: 'link-down',
  subject: 'geo',
  severity: 'warning',
  values: { reason: 'no lock' },
  state: 'raised',
  firstMs: 40_000,
  lastMs: 99_000,
  count: 3,
}
const supply: Shown['alarms'][number] = {
  ...down,
  id: 2,
  code: 'supply-failing',
  subject: 'supply',
  severity: 'alarm',
  values: {},
  state: 'cleared',
  firstUtcMs: Date.UTC(2026, 4, 31, 2),
  lastUtcMs: Date.UTC(2026, 4, 31, 2, 1),
  acknowledgedBy: 'bolat',
  count: 1,
}
const event: Shown['alarms'][number] = {
  ...down,
  id: 5,
  code: 'event',
  subject: 'links usage',
  values: { text: 'the budget of geo is used up' },
}

const run = async (
  name: string,
  alarms: readonly Shown['alarms'][number][],
  values: object = {},
  given: object = {},
) => {
  const set = consoleContext(given)
  const asked: unknown[] = []
  const reply = { atMs: 100_000, alarms: [...alarms], isKept: true }
  set.answer('alarms.show', (request) => {
    asked.push(request)
    return { ok: true, reply }
  })
  set.answer('alarms.acknowledge', (request) => {
    asked.push(request)
    return { ok: true, reply }
  })
  const row = alarmCommands.find(({ words }) => words.join(' ') === name)
  const outcome = await row?.run(set.context, { ...values })
  return { asked, outcome: outcome ?? { lines: [], data: undefined } }
}

test('alarms are shown with what is wrong first, when it was, how often, and what to do', async (t) => {
  const { outcome, asked } = await run('show alarms', [supply, down, event])
  t.deepEqual(asked, [{ isAll: false }])
  const lines = outcome.lines
  t.is(lines[0], 'Alarms: 2 wrong now, 2 not acknowledged')
  t.is(lines[1], '  4  ! NEW: geo is down: no lock')
  t.is(lines[2], '       first 1:00 ago, last 1.0 s ago, 3 times')
  t.regex(lines[3] ?? '', /^ {7}→ See "show mute"/)
  t.regex(textOf(outcome), /links usage: the budget of geo is used up/)
  t.regex(
    textOf(outcome),
    /over: The supply is failing\n.*first 2026-05-31 02:00:00 UTC, last 2026-05-31 02:01:00 UTC,/,
  )
})

test('without an alarm the first line says so', async (t) => {
  t.is(
    (await run('show alarms', [], { all: 'all' })).outcome.lines[0],
    'Alarms: none now, and none waits to be acknowledged',
  )
})

test('who acknowledges is told to the service, one alarm or all', async (t) => {
  t.deepEqual((await run('acknowledge', [down], { which: 4 })).asked, [{ id: 4, by: 'aigerim' }])
  t.deepEqual((await run('acknowledge', [down], { which: 'all' })).asked, [{ by: 'aigerim' }])
})

test('what no number of an alarm can be is refused', (t) => {
  const known = consoleContext().context.known
  const argument = alarmCommands[1]?.arguments[0]?.[1]
  t.deepEqual(argument?.read('17', known), { value: 17 })
  t.deepEqual(argument?.read('-1', known), { key: 'argument.not-alarm', values: { text: '-1' } })
})

test('alarms fit a phone, in every language', async (t) => {
  for (const language of languages) {
    const given = { size: { columns: 20, rows: 24 }, text: textIn(language), language }
    const { outcome } = await run('show alarms', [supply, down, event], {}, given)
    for (const line of outcome.lines) t.true(widthOf(line) <= 20, line)
  }
})

test('a train without the service says so in a sentence', async (t) => {
  const { context } = consoleContext()
  const outcome = await alarmCommands[0]?.run(context, {})
  t.true(outcome?.isBad)
})
