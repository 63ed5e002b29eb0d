import test from 'ava'
import fc from 'fast-check'
import { atFramer, decodeAtLine, splitCells } from './at-lines.ts'

const frame = (chunks: readonly (string | Uint8Array)[], maxBytes = 32) => {
  const lines: string[] = []
  let prompts = 0
  let discarded = 0
  const framer = atFramer({
    maxBytes,
    onLine: (line) => lines.push(line),
    onPrompt: () => prompts++,
    onDiscard: (bytes) => {
      discarded += bytes
    },
  })
  for (const chunk of chunks) framer.push(Buffer.from(chunk as string, 'latin1'))
  return { lines, prompts, discarded }
}

test('answers, echoes and blank lines come out as lines, however they are cut', (t) => {
  const stream = 'AT+CSQ\r\r\n+CSQ: 14,99\r\n\r\nOK\r\n'
  t.deepEqual(frame([stream]).lines, ['AT+CSQ', '+CSQ: 14,99', 'OK'])
  t.deepEqual(frame([...stream]).lines, ['AT+CSQ', '+CSQ: 14,99', 'OK'])
})

test('a prompt is seen without a line end, and only at the start of a line', (t) => {
  t.is(frame(['AT+CMGS=14\r\r\n> ']).prompts, 1)
  const { prompts, lines } = frame(['a > b\r\n'])
  t.is(prompts, 0)
  t.deepEqual(lines, ['a > b'])
})

test('a line with bytes outside ASCII is discarded whole and counted', (t) => {
  t.deepEqual(frame(['O\u00ffK\r\nOK\r\n']), { lines: ['OK'], prompts: 0, discarded: 3 })
})

test('a line longer than the bound is discarded whole and counted', (t) => {
  t.deepEqual(frame([`${'x'.repeat(100)}\r\nOK\r\n`]), { lines: ['OK'], prompts: 0, discarded: 100 })
})

test('cells may be quoted, padded, empty and hold commas', (t) => {
  t.deepEqual(
    splitCells(' 1 ,"a,b",, "00C3" ').map(({ text, isQuoted }) => [text, isQuoted]),
    [
      ['1', false],
      ['a,b', true],
      ['', false],
      ['00C3', true],
    ],
  )
  t.is(splitCells('2,,').length, 3)
})

const decodes = test.macro({
  exec: (t, line: string, expected: unknown) => t.deepEqual(decodeAtLine(line) as unknown, expected),
  title: (_, line) => `"${line}" is decoded`,
})
test(decodes, 'OK', { kind: 'ok' })
test(decodes, 'ERROR', { kind: 'error', family: 'plain' })
test(decodes, '+CME ERROR: 30', { kind: 'error', family: 'cme', code: 30 })
test(decodes, '+CME ERROR: SIM not inserted', { kind: 'error', family: 'cme', text: 'SIM not inserted' })
test(decodes, '+CMS ERROR: 500', { kind: 'error', family: 'cms', code: 500 })
test(decodes, 'RDY', { kind: 'ready' })
test(decodes, 'EG25GGBR07A08M2G', { kind: 'text', text: 'EG25GGBR07A08M2G' })
test(decodes, '+CSQ: 14,99', {
  kind: 'info',
  name: '+CSQ',
  cells: [
    { text: '14', isQuoted: false },
    { text: '99', isQuoted: false },
  ],
})

test('any line decodes without an exception', (t) => {
  t.notThrows(() =>
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (line) => decodeAtLine(line).kind !== undefined)),
  )
})
