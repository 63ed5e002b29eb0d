import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { topicScreen } from './told.ts'

const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }
const draw = () => ({ verdict: 'well', lines: ['detail'] })
const screen = (set: Parameters<typeof consoleContext>[0]) =>
  topicScreen(consoleContext(set).context, { topic: 'power', title: 'Power' }, draw)

test('a screen begins with its verdict and how old it is', async (t) => {
  const outcome = await screen({ told: { power: { atMs: 99_700, ...calm } } })
  t.deepEqual(outcome.lines, ['Power: well (0.3 s ago)', 'detail'])
  t.deepEqual(outcome.data, { isKnown: true, ageS: 0.3, atMs: 99_700, ...calm })
})

test('what is too old to be believed is unknown, and not shown', async (t) => {
  const outcome = await screen({ told: { power: { atMs: 86_000, ...calm } } })
  t.regex(textOf(outcome), /^Power: unknown\. The service "power" last spoke of it 14 s ago\./)
  t.false(textOf(outcome).includes('detail'))
  t.true(outcome.isBad)
  t.deepEqual(outcome.data, { isKnown: false, writer: 'power', ageS: 14 })
})

test('what was never said is unknown', async (t) => {
  t.regex(textOf(await screen({})), /^Power: unknown\. The service "power" has said nothing of it yet\./)
})
