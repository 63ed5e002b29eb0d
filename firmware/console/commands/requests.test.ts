import test from 'ava'
import { consoleContext, exampleTrain, textOf } from '../../../test/fakes/console-context.ts'
import { requestCommands } from './requests.ts'

const listed = {
  request: { id: '0'.repeat(32), train: 'kz-17', text: 'a new dish motor', by: 'aigerim', station: 'Osakarovka' },
  ageS: 65,
  state: 'sent' as const,
  isTexted: false,
  tries: 2,
  isKept: true,
}

test('a request names the station that is asked, and how it stands', async (t) => {
  const set = consoleContext()
  const asked: unknown[] = []
  set.answer('request.raise', (request) => {
    asked.push(request)
    return { ok: true, reply: { requests: [listed] } }
  })
  const outcome = await requestCommands[0]?.run(set.context, { text: 'a new dish motor' })
  t.deepEqual(asked, [{ text: 'a new dish motor', by: 'aigerim' }])
  t.deepEqual(outcome?.lines.slice(0, 3), [
    'Requests: 1 of 1 not arrived yet',
    ' - Osakarovka: a new dish motor (aigerim, 1:05 ago)',
    '   sent, not acknowledged yet',
  ])
})

const shownOf = async (state: 'sent' | 'delivered', config = exampleTrain()) => {
  const set = consoleContext({ config })
  set.answer('request.show', () => ({ ok: true, reply: { requests: [{ ...listed, state }] } }))
  return textOf((await requestCommands[1]?.run(set.context, {})) ?? { lines: [], data: null })
}

test('where all have arrived, that is said, and not that none has not', async (t) => {
  t.regex(await shownOf('delivered'), /^Requests: 1 of 1 arrived$/m)
})

test('how a request goes ashore depends on whether the file names a shore', async (t) => {
  t.regex(await shownOf('sent'), /No shore is configured \(emergency\.shore\): it goes by text/)
  const config = exampleTrain()
  const emergency = { ...config.emergency, shore: { keyFile: '/etc/key', port: 7_000 } }
  t.regex(await shownOf('sent', { ...config, emergency }), /By links it is sent again until the shore says/)
})

test('without a links service nothing is said to have been sent', async (t) => {
  const outcome = await requestCommands[0]?.run(consoleContext().context, { text: 'x' })
  t.true(outcome?.isBad)
})
