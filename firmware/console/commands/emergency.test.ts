import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { emergencyCommands } from './emergency.ts'

type One = CommandReply<'emergency.show'>['emergencies'][number]

const smoke: One = {
  report: {
    id: 'a'.repeat(32),
    train: 'kz-17',
    text: 'smoke in coach 5',
    by: 'aigerim',
    utcMs: Date.UTC(2026, 4, 31, 15, 1, 7),
    place: { latDeg: 50.5, lonDeg: 72.6, ageS: 42 },
    line: { lineId: 'astana-almaty', chainageKm: 213.04, nextStation: 'Osakarovka', nextStationKm: 3.2 },
  },
  ageS: 65,
  isKept: true,
  isAcknowledged: false,
  ways: [
    { kind: 'link', name: 'lte', state: 'sent', tries: 3 },
    { kind: 'link', name: 'oneweb', state: 'queued', tries: 0 },
    { kind: 'text', name: 'noc', state: 'delivered', tries: 1 },
  ],
}
const fight: One = { ...smoke, report: { id: 'b'.repeat(32), train: 'kz-17', text: 'a fight', by: 'bolat' }, ways: [] }

const setUp = (
  emergencies: readonly One[],
  { damage, ...given }: Parameters<typeof consoleContext>[0] & { damage?: string } = {},
) => {
  const set = consoleContext(given)
  const cancelled: CommandRequest<'emergency.cancel'>[] = []
  set.answer('emergency.show', () => ({
    ok: true,
    reply: { ...(damage && { damage }), emergencies: [...emergencies] },
  }))
  set.answer('emergency.cancel', (request) => {
    cancelled.push(request)
    return { ok: true, reply: { emergencies: [...emergencies] } }
  })
  const named = (word: string) => {
    const found = emergencyCommands.find(({ words }) => words.includes(word))
    if (!found) throw new TypeError(word)
    return found
  }
  return { ...set, cancelled, named }
}

test('an emergency is raised by the user’s name, and stands there with where the train was and with each way', async (t) => {
  const { context, answer, named } = setUp([])
  const raised: CommandRequest<'emergency.raise'>[] = []
  answer('emergency.raise', (request) => {
    raised.push(request)
    const report = { ...smoke.report, id: request.id, text: request.text, by: request.by }
    return { ok: true, reply: { emergencies: [fight, { ...smoke, report }] } }
  })
  const outcome = await named('raise').run(context, { text: 'smoke in coach 5' })
  t.like(raised, [{ text: 'smoke in coach 5', by: 'aigerim' }])
  t.deepEqual(outcome.lines, [
    'Emergencies: 1 open, 1 that the shore does not have yet',
    ` - ${raised[0]?.id.slice(0, 8)} smoke in coach 5 (aigerim, 1:05 ago)`,
    '   astana-almaty km 213.0, next Osakarovka in 3.2 km, 50.50000° N 72.60000° E',
    '   (42 s ago), 2026-05-31 15:01:07 UTC',
    '   under way; it goes on until the shore has it',
    '   - link lte: sent, nobody has answered, 3 times',
    '   - link oneweb: queued',
    '   - text to noc: delivered to a phone',
    'Others are open besides: 1. "show emergencies" lists them.',
  ])
})

test('whoever is on the train may raise one and is asked before; who may change things cancels it', (t) => {
  const { named } = setUp([])
  t.like(named('raise'), { role: 'viewer', danger: 'emergencies.danger-raise', isUrgent: true })
  t.like(named('cancel'), { role: 'technician', danger: 'emergencies.danger-cancel' })
  t.is(named('cancel').isUrgent, undefined)
  t.is(named('emergencies').role, 'viewer')
})

test('where the links service does not take it, whom to call stands there', async (t) => {
  const outcome = await emergencyCommands[0]?.run(consoleContext().context, { text: 'x' })
  t.true(outcome?.isBad)
  t.regex(outcome ? textOf(outcome) : '', /links[\s\S]*may not have gone out. Call the driver, 112/)
})

test('what the shore has, what is not kept, what is over and what is lost is told', async (t) => {
  const over: One = { ...smoke, report: { ...smoke.report, cancelledBy: 'dana' }, isAcknowledged: true }
  const { context, named } = setUp([over, { ...fight, isKept: false }], { damage: 'no copy is whole' })
  const text = textOf(await named('emergencies').run(context, {}))
  t.regex(text, /1 open, 1 that the shore does not have yet\n ! DAMAGED, .*: no copy is whole\n - b{8} a fight/)
  t.regex(
    text,
    /NOT KEPT: a power cut would lose it\n - a{8} CANCELLED by dana: smoke in coach 5[\s\S]*THE SHORE HAS IT/,
  )
})

test('none is told as none, in each language', async (t) => {
  for (const [language, wanted] of [
    ['en', 'Emergencies: none'],
    ['ru', 'Экстренные сообщения: нет'],
    ['kk', 'Төтенше хабарлар: жоқ'],
  ] as const) {
    const { context, named } = setUp([], { language })
    t.deepEqual((await named('emergencies').run(context, {})).lines, [wanted])
  }
})

test('the one that is open is cancelled without its id, and shown before it is asked about', async (t) => {
  const over: One = { ...fight, report: { ...fight.report, cancelledBy: 'dana' } }
  const { context, cancelled, named } = setUp([over, smoke])
  const foretold = await named('cancel').foretell?.(context, {})
  t.regex(foretold ? textOf(foretold) : '', /^ - a{8} smoke in coach 5/)
  await named('cancel').run(context, {}, foretold?.data)
  t.deepEqual(cancelled, [{ id: smoke.report.id, by: 'aigerim' }])
})

test('of several one is cancelled by the begin of its id, or all; otherwise none', async (t) => {
  const { context, cancelled, named } = setUp([smoke, fight])
  const foretold = await named('cancel').foretell?.(context, {})
  t.true(foretold?.isBad)
  t.regex(foretold ? textOf(foretold) : '', /^2 emergencies are open, nothing was cancelled[\s\S]*a fight[\s\S]*smoke/)
  t.regex(textOf(await named('cancel').run(context, { which: 'cccc' })), /^No such emergency is open/)
  t.deepEqual(cancelled, [])
  for (const which of ['bbbb', 'all'])
    await named('cancel').run(context, { which }, (await named('cancel').foretell?.(context, { which }))?.data)
  t.deepEqual(
    cancelled.map(({ id }) => id),
    [fight.report.id, smoke.report.id, fight.report.id],
  )
})

test('what was raised while the question stood is not cancelled with it', async (t) => {
  const { context, cancelled, named } = setUp([smoke, fight])
  const outcome = await named('cancel').run(context, { which: 'all' }, [smoke])
  t.true(outcome.isBad)
  t.regex(textOf(outcome), /^Others are open than those that were shown: nothing was cancelled[\s\S]*a fight/)
  t.deepEqual(cancelled, [])
})

test('an id is taken from four signs on, and nothing else is', (t) => {
  const [, argument] = setUp([]).named('cancel').arguments[0] ?? []
  const read = (text: string) => argument?.read(text, consoleContext().context.known)
  t.deepEqual(read('0a1b'), { value: '0a1b' })
  t.deepEqual(read('all'), { value: 'all' })
  for (const text of ['0a1', 'smoke', 'g'.repeat(8), 'a'.repeat(33)]) t.like(read(text), { values: { text } })
})
