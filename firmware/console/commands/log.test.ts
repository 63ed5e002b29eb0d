import test from 'ava'
import { consoleContext } from '../../../test/fakes/console-context.ts'
import { logCommands } from './log.ts'

const entry = (number: number, text = `told ${number}`) => ({
  number,
  uptimeS: 65 + number,
  source: 'links',
  severity: 'warning' as const,
  subject: 'lte',
  text,
  reasons: ['no network'],
})
const named = (name: string) => logCommands.find(({ words }) => words.join(' ') === name)

test('the log is shown with when, how grave, whose, what and why', async (t) => {
  const set = consoleContext()
  const utcMs = Date.UTC(2026, 4, 31, 15, 1, 7)
  set.answer('log.show', () => ({ ok: true, reply: { entries: [entry(1), { ...entry(2), utcMs }] } }))
  const outcome = await named('show log')?.run(set.context, {})
  t.deepEqual(outcome?.lines, [
    'Log: the newest 2',
    'Times with + count from the start of the machine: UTC was not trusted then.',
    '+1:06 !  links lte: told 1 (no network)',
    '2026-05-31 15:01:07Z !  links lte: told 2 (no network)',
  ])
})

test('what a device wrote moves no cursor', async (t) => {
  const set = consoleContext()
  set.answer('log.show', () => ({ ok: true, reply: { entries: [entry(1, '\u001b[2Jgone\u202e')] } }))
  const outcome = await named('show log')?.run(set.context, {})
  t.is(outcome?.lines[2], '+1:06 !  links lte: \\u{1b}[2Jgone\\u{202e} (no network)')
})

test('an export pages back to the first entry, and gives the oldest first', async (t) => {
  const set = consoleContext()
  const all = Array.from({ length: 450 }, (_, index) => entry(index + 1))
  set.answer('log.show', ({ count, before = 451 }) => ({
    ok: true,
    reply: { entries: all.filter(({ number }) => number < before).slice(-count) },
  }))
  const outcome = await named('log export')?.run(set.context, {})
  t.is(outcome?.lines.length, 450)
  t.regex(outcome?.raw?.begin ?? '', /^-----BEGIN LOG [a-z0-9-]+ 450 LINES-----$/)
  t.is(outcome?.raw?.end, '-----END LOG-----')
  t.is(outcome?.lines[0], '1\t+1:06\twarning\tlinks\tlte\ttold 1 (no network)')
})

test('the log is followed from now on, by gravity and service, until it is ended', async (t) => {
  const ending = new AbortController()
  const set = consoleContext({ ended: ending.signal })
  const tell = (source: 'links' | 'power', severity: 'info' | 'warning', text: string, atMs = 100_000): void =>
    set.bus.publish(`${source}.event`, { atMs, severity, subject: 'x', text, reasons: [] })
  tell('links', 'warning', 'before', 99_000)
  const following = named('log follow')?.run(set.context, { severity: 'warning', source: 'links' })
  await set.clock.runFor(10)
  for (const text of ['a', 'b']) tell('links', 'warning', text, set.clock.nowMs())
  tell('links', 'info', 'not grave', set.clock.nowMs())
  tell('power', 'warning', 'of another', set.clock.nowMs())
  await set.clock.runFor(10)
  ending.abort()
  t.deepEqual((await following)?.data, { count: 2 })
  t.deepEqual(set.said.slice(1), ['+1:40 !  links x: a', '+1:40 !  links x: b'])
})
