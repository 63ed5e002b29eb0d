import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { wellTrain } from '../../../test/fakes/well-train.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { configurationCommands } from './configuration.ts'

const run = (words: string, context: ReturnType<typeof consoleContext>['context'], values = {}) => {
  const found = configurationCommands.find((row) => row.words.join(' ') === words)
  if (!found) throw new RangeError(words)
  return found.run(context, values)
}

const sha256 = 'a'.repeat(64)
const told: CommandReply<'configuration.show'> = {
  active: 2,
  trial: { from: 1, by: 'Dana', leftS: 541 },
  candidateBy: 'Bolat',
  versions: [
    { number: 1, author: 'file', why: '', sha256 },
    { number: 2, author: 'Dana', why: 'slower aim', sha256, utcMs: Date.UTC(2026, 10, 26, 1, 2, 3) },
  ],
}

test('the history has the newest first, marks what is in force, and says what goes back when', async (t) => {
  const { context, answer } = consoleContext()
  answer('configuration.show', () => ({ ok: true, reply: told }))
  const lines = textOf(await run('show history', context)).split('\n')
  t.regex(lines[0] ?? '', /^\* {3}2 {2}2026-11-26.*Dana {2}slower aim$/)
  t.regex(lines[1] ?? '', /^ {4}1 {2}time unknown +file$/)
  t.regex(lines[2] ?? '', /on trial by Dana: in 10 min version 1 comes back/)
  t.regex(lines[3] ?? '', /a candidate of Bolat waits/)
})

test('an edit goes out under the name of its author, and shows what it would change', async (t) => {
  const { context, answer } = consoleContext()
  const asked: unknown[] = []
  answer('configuration.edit', (request) => {
    asked.push(request)
    return { ok: true, reply: { isChanged: true, mistakes: [], diff: '-aimHz: 20\n+aimHz: 10\n' } }
  })
  const outcome = await run('edit', context, { path: 'rates.aimHz', value: '10' })
  t.deepEqual(asked, [{ do: 'set', by: 'aigerim', path: 'rates.aimHz', value: '10' }])
  t.regex(textOf(outcome), /^-aimHz: 20\n\+aimHz: 10\nnot in force yet/)
})

test('mistakes of the candidate stand below its changes, and count as bad', async (t) => {
  const { context, answer } = consoleContext()
  const mistakes = ['rates.aimHz: 99: at most 50']
  answer('configuration.candidate', () => ({ ok: true, reply: { isChanged: true, mistakes, diff: '+x\n' } }))
  const outcome = await run('diff', context)
  t.true(outcome.isBad)
  t.regex(textOf(outcome), /\n! rates\.aimHz: 99: at most 50\nthe candidate has mistakes/)
})

test('a mistake names the way out of it', async (t) => {
  const { context, answer } = consoleContext()
  let mistakes = ['rates.foo: 1: there is no such setting']
  answer('configuration.edit', () => ({ ok: true, reply: { isChanged: true, mistakes, diff: '+x\n' } }))
  const edited = async (): Promise<string> =>
    textOf(await run('edit', context, { path: 'rates.foo', value: '1' }))
      .split('\n')
      .at(-1) ?? ''
  t.regex(await edited(), /"delete rates\.foo" takes that setting out, "discard" drops/)
  mistakes = ['rates.aimHz: 99: at most 50']
  t.regex(await edited(), /"edit rates\.aimHz VALUE" gives another value, "delete rates\.aimHz"/)
  mistakes = ['train.id: is missing: must be a string']
  t.regex(await edited(), /"edit train\.id VALUE" puts it in/)
  mistakes = ['(the whole file): "x": must be a mapping of names to values']
  t.regex(await edited(), /mend them, or discard/)
})

test('a commit on trial carries its minutes, and says how to keep it', async (t) => {
  const { context, answer } = consoleContext()
  let trialMs: number | undefined
  answer('configuration.commit', (request) => {
    trialMs = request.trialMs
    return { ok: true, reply: told }
  })
  t.regex(textOf(await run('commit confirmed', context, { minutes: 10 })), /unless you type "confirm"/)
  t.is(trialMs, 600_000)
})

test('before a commit is asked about it is told what starts again, and nothing is asked that cannot be done', async (t) => {
  const { context, answer } = consoleContext({ told: wellTrain() })
  let reply: CommandReply<'configuration.candidate'> = {
    isChanged: true,
    mistakes: [],
    diff: '+x\n',
    touched: { start: [], stop: [], restart: ['tracking'] },
  }
  answer('configuration.candidate', () => ({ ok: true, reply }))
  for (const words of ['commit', 'commit confirmed']) {
    const row = configurationCommands.find((one) => one.words.join(' ') === words)
    t.not(row?.danger, undefined)
    const foretold = await row?.foretell?.(context, {})
    t.not(foretold?.isBad, true)
    t.regex(foretold?.lines.join('\n') ?? '', /^Starts again.*: tracking\.\n.*stop transmitting: oneweb, geo\.\n/)
  }
  reply = { isChanged: false, mistakes: [], diff: '' }
  t.like(await configurationCommands.find(({ words }) => words[0] === 'commit')?.foretell?.(context, {}), {
    isBad: true,
  })
})

test('a refusal is told in the words of the service, and a service that does not run by name', async (t) => {
  const { context, answer } = consoleContext()
  t.deepEqual(await run('confirm', context), {
    lines: ['the service configuration is not running; nothing was done'],
    data: { refused: 'the service configuration is not running; nothing was done' },
    isBad: true,
  })
  answer('configuration.confirm', () => ({ ok: false, reason: 'refused', text: 'nothing is on trial' }))
  t.like(await run('confirm', context), { lines: ['nothing is on trial'], isBad: true })
})

test('a secret that somebody typed into the candidate is shown by no command', async (t) => {
  const set = consoleContext()
  const secret = 'correct-horse'
  set.answer('configuration.candidate', () => ({
    ok: true,
    reply: {
      isChanged: true,
      mistakes: [`lte.apiToken: ${secret}: there is no such setting`],
      diff: `+apiToken: ${secret}\n`,
    },
  }))
  set.answer('configuration.text', () => ({ ok: true, reply: { text: `apiToken: ${secret}\n` } }))
  for (const words of ['diff', 'show candidate']) {
    const outcome = await configurationCommands.find((one) => one.words.join(' ') === words)?.run(set.context, {})
    t.true((outcome?.lines.length ?? 0) > 0, words)
    t.false(JSON.stringify(outcome).includes(secret), words)
  }
  for (const words of ['commit', 'commit confirmed']) {
    const foretold = await configurationCommands
      .find((one) => one.words.join(' ') === words)
      ?.foretell?.(set.context, {})
    t.like(foretold, { isBad: true }, words)
    t.false(JSON.stringify(foretold).includes(secret), words)
  }
})
