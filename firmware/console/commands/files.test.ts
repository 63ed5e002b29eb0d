import { execFileSync } from 'node:child_process'
import test from 'ava'
import type { FileTransfers, NamedFile } from '../../../hal/file-transfer.ts'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { sha256Of } from '../files/file-of.ts'
import { textFileLines } from '../files/text-file.ts'
import { fileCommands } from './files.ts'

const SECRETS = ['correct-horse', '4711', 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=']
const CONFIGURATION = `train: {id: KTZ-1}\nlte: {pin: 4711}\nhub: {password: correct-horse}\nkey: ${SECRETS[2]}\n`

const noTransfer = async () => ({ ok: false, why: 'no-answer' }) as const
const named = (name: string) => fileCommands.find(({ words }) => words.join(' ') === name)

/** What is sent, and what comes. */
const cable = (coming?: NamedFile) => {
  const sent: NamedFile[] = []
  const transfers: FileTransfers = {
    send: async (_line, file) => {
      sent.push(file)
      return { ok: true }
    },
    receive: coming ? async () => ({ ok: true, file: coming }) : noTransfer,
  }
  return { sent, transfers }
}

/** A train whose log and configuration have secrets in them. */
const trainOn = (given: Parameters<typeof consoleContext>[0], logLines = 10) => {
  const set = consoleContext(given)
  const entry = (number: number) => ({
    number,
    uptimeS: number,
    source: 'links',
    severity: 'warning' as const,
    subject: 'lte',
    text: `the modem answered ${SECRETS[1]} to password=${SECRETS[0]} ${sha256Of(Uint8Array.of(number % 256))}`,
    reasons: [],
  })
  const all = Array.from({ length: logLines }, (_, index) => entry(index + 1))
  set.answer('log.show', ({ count, before = logLines + 1 }) => ({
    ok: true,
    reply: { entries: all.filter(({ number }) => number < before).slice(-count) },
  }))
  set.answer('configuration.text', () => ({ ok: true, reply: { text: CONFIGURATION } }))
  set.answer('alarms.show', () => ({ ok: true, reply: { atMs: set.clock.nowMs(), alarms: [], isKept: true } }))
  return set
}
/** Gathers for as long as a self-test takes. */
const gathered = async <T>(
  { clock }: ReturnType<typeof trainOn>,
  running: Promise<T> | undefined,
): Promise<T | undefined> => {
  await clock.runFor(30_000)
  return running
}
const unpacked = (bytes: Uint8Array): string => execFileSync('tar', ['-xzO'], { input: bytes }).toString()
const listed = (bytes: Uint8Array): string => execFileSync('tar', ['-tz'], { input: bytes }).toString()

test('a support bundle is asked about with its size and time, is read by tar, and has no secret in it', async (t) => {
  const { sent, transfers } = cable()
  const set = trainOn({ transfers, answers: true })
  const outcome = await gathered(set, named('support-bundle')?.run(set.context, {}))
  const [file] = sent
  if (!file) return t.fail('nothing was sent')
  t.regex(set.asked[0] ?? '', /^\d+\.\d kB, about \d+ s at 115200 baud .* Send it\?$/)
  t.regex(file.name, /^support-[A-Za-z0-9-]+-[0-9a-f]{8}\.tar\.gz$/)
  t.true(file.name.includes(sha256Of(file.bytes).slice(0, 8)))
  for (const name of [
    'log.txt',
    'configuration.yaml',
    'alarms.json',
    'topics.json',
    'audit-head.json',
    'version.txt',
    'contents.txt',
    'selftest.txt',
  ])
    t.true(listed(file.bytes).includes(name), name)
  const text = unpacked(file.bytes)
  t.regex(text, /recordings: none/)
  t.regex(text, / mute: skipped|-- {2}mute: /)
  t.true(text.includes('KTZ-1') && text.includes('the modem answered'))
  for (const secret of SECRETS) t.false(text.includes(secret), secret)
  t.true(textOf(outcome ?? { lines: [], data: null }).includes(sha256Of(file.bytes)))
})

test('nothing is sent that nobody said yes to', async (t) => {
  const { sent, transfers } = cable()
  const set = trainOn({ transfers })
  const outcome = await gathered(set, named('support-bundle')?.run(set.context, {}))
  t.true(outcome?.isBad)
  t.deepEqual(sent, [])
})

test('a brief bundle is below 200 kB, however long the log is', async (t) => {
  const { sent, transfers } = cable()
  const set = trainOn({ transfers, answers: true }, 20_000)
  await gathered(set, named('support-bundle')?.run(set.context, { brief: 'brief' }))
  t.true((sent[0]?.bytes.length ?? 1e9) < 200_000)
  await gathered(set, named('send support-bundle')?.run(set.context, {}))
  t.true((sent[1]?.bytes.length ?? 0) > 200_000)
})

test('a configuration that comes is the candidate, and only where its hash is the typed one', async (t) => {
  const file = { name: 'train\u001b[2J.yaml', bytes: new TextEncoder().encode('train: {id: KTZ-2}\n') }
  const set = consoleContext({ transfers: cable(file).transfers })
  const taken: unknown[] = []
  set.answer('configuration.edit', (edit) => {
    taken.push(edit)
    return { ok: true, reply: { isChanged: true, mistakes: [], diff: '+KTZ-2\n' } }
  })
  const receive = named('receive configuration')
  t.true((await receive?.run(set.context, { hash: '00000000' }))?.isBad)
  t.deepEqual(taken, [])
  const outcome = await receive?.run(set.context, { hash: sha256Of(file.bytes).slice(0, 8) })
  t.deepEqual(taken, [{ do: 'take', by: 'aigerim', text: 'train: {id: KTZ-2}\n' }])
  t.true(outcome?.lines.includes('+KTZ-2'))
  t.true(set.said.some((line) => line.includes('train??2J.yaml')))
})

test('bytes that are no text are not handed on', async (t) => {
  const set = consoleContext({ transfers: cable({ name: 'x', bytes: Uint8Array.of(0xff, 0xfe) }).transfers })
  t.true((await named('receive configuration')?.run(set.context, {}))?.isBad)
})

test('elements that come are put in place by the process that may, and then followed', async (t) => {
  const set = consoleContext({ transfers: cable({ name: 'x.csv', bytes: Uint8Array.of(65) }).transfers })
  const asked: unknown[] = []
  set.answer('configuration.elements', (request) => {
    asked.push(request)
    return { ok: true, reply: { lines: ['1 of 1 sets'] } }
  })
  set.answer('elements.reload', () => ({ ok: true, reply: { terminals: { oneweb: { satellites: 1, barred: 0 } } } }))
  const outcome = await named('receive elements')?.run(set.context, { terminal: 'oneweb' })
  t.deepEqual(asked, [{ by: 'aigerim', terminal: 'oneweb', text: 'A' }])
  t.deepEqual(outcome?.lines, ['1 of 1 sets'])
})

/** Somebody who pastes what the console wants. */
const pasting = () => {
  let handler: (bytes: Uint8Array) => void = () => undefined
  const written: string[] = []
  const keys: string[] = []
  const openRaw = () => ({
    close: () => undefined,
    progressed: () => undefined,
    broke: () => void keys.push('break'),
    interrupt: () => void keys.push('interrupt'),
    write: async (bytes: Uint8Array) => void written.push(Buffer.from(bytes).toString()),
    onData: (one: (bytes: Uint8Array) => void) => {
      handler = one
    },
  })
  return { openRaw, written, keys, paste: (text: string) => handler(Buffer.from(text)) }
}

test('a pasted file with a lost line asks for that line, and is taken when it comes', async (t) => {
  const { openRaw, paste } = pasting()
  const set = consoleContext({ openRaw })
  set.answer('configuration.edit', () => ({ ok: true, reply: { isChanged: true, mistakes: [], diff: '+x\n' } }))
  const text = 'train: {id: KTZ-2}\n'.repeat(20)
  const lines = textFileLines({ name: 'train.yaml', bytes: new TextEncoder().encode(text) })
  const importing = named('import --text configuration')?.run(set.context, {})
  paste(`${lines.toSpliced(3, 1).join('\r\n')}\r\n`)
  t.regex(set.said.at(-1) ?? '', /missing or damaged: lines 3 /)
  paste(`${lines[3]}\r${lines.at(-1)}\r`)
  t.false((await importing)?.isBad === true)
})

test('a paste hears Ctrl-C and BREAK, and ends after 90 s without a whole line, noise or not', async (t) => {
  const { openRaw, paste, keys } = pasting()
  const set = consoleContext({ openRaw })
  const silent = named('import --text configuration')?.run(set.context, {})
  paste('\x03')
  for (const piece of ['\0', '\0x\0\0', '\0']) paste(piece)
  t.deepEqual(keys, ['interrupt', 'break'])
  for (let second = 0; second < 91; second++) {
    paste('noise\r')
    await set.clock.runFor(1_000)
  }
  t.regex(textOf((await silent) ?? { lines: [], data: null }), /no whole line came for 90 s/)
})

test('a log that is exported as text is what came out of it', async (t) => {
  const { openRaw, written } = pasting()
  const set = trainOn({ openRaw })
  const outcome = await named('export --text log')?.run(set.context, {})
  const base64 = written.filter((line) => /^\d{5} /.test(line)).map((line) => line.split(' ')[1])
  t.is(sha256Of(Buffer.from(base64.join(''), 'base64')), (outcome?.data as { sha256: string }).sha256)
})
