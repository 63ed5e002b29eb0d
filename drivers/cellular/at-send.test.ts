import test from 'ava'
import type { AtAnswer } from './at-channel.ts'
import { decodeAtLine } from './at-lines.ts'
import { sendText } from './at-send.ts'
import type { AtTurn, AtTurns } from './at-turns.ts'

const answerOf = (...texts: readonly string[]): AtAnswer => {
  const lines = texts.map(decodeAtLine)
  const last = lines.at(-1)
  if (last?.kind === 'error') return { outcome: 'error', lines: lines.slice(0, -1), error: last, isEchoed: false }
  return { outcome: last ? 'ok' : 'timeout', lines: lines.slice(0, -1), isEchoed: false }
}

/** A modem that gives these answers, one after the other. */
const setUp = (...answers: readonly AtAnswer[]) => {
  const asked: AtTurn[] = []
  const turns: AtTurns = {
    ask: async (turn) => {
      asked.push(turn)
      return answers[asked.length - 1] ?? answerOf()
    },
    end: () => {},
  }
  const send = (text: string, to = '+77015550123') => sendText(turns, { to, text, validMs: 3_600_000, reference: 5 })
  return { asked, send }
}

test('a text goes as one PDU whose length is that of what follows the service centre, and is said once', async (t) => {
  const { asked, send } = setUp(answerOf('+CMGS: 200', 'OK'))
  t.deepEqual(await send('hello'), { kind: 'sent', references: [200] })
  t.is(asked[0]?.command, `AT+CMGS=${(asked[0]?.body?.length ?? 0) / 2 - 1}`)
  t.true(asked[0]?.isOnce)
})

test('a long text goes part after part, and the first that does not go ends it', async (t) => {
  const { asked, send } = setUp(answerOf('+CMGS: 7', 'OK'), answerOf('+CMS ERROR: 42'), answerOf('+CMGS: 8', 'OK'))
  t.deepEqual(await send('x'.repeat(400)), {
    kind: 'refused',
    isPermanent: false,
    why: '+CMS ERROR: 42',
    references: [7],
  })
  t.is(asked.length, 2)
})

const refuses = test.macro({
  exec: async (t, line: string, expected: object) => t.like(await setUp(answerOf(line)).send('x'), expected),
  title: (rule, line) => `${line}: ${rule}`,
})
test('an unassigned number is for good', refuses, '+CMS ERROR: 1', { kind: 'refused', isPermanent: true })
test('barring is for good', refuses, '+CMS ERROR: 8', { kind: 'refused', isPermanent: true })
test('a wrong PDU is for good', refuses, '+CMS ERROR: 304', { kind: 'refused', isPermanent: true })
test('congestion passes', refuses, '+CMS ERROR: 42', { kind: 'refused', isPermanent: false })
test('a network that is out of order passes', refuses, '+CMS ERROR: 38', { kind: 'refused', isPermanent: false })
test('no network service passes', refuses, '+CMS ERROR: 331', { kind: 'refused', isPermanent: false })
test('a SIM that is busy passes', refuses, '+CMS ERROR: 314', { kind: 'refused', isPermanent: false })
test('what is in no table passes', refuses, '+CMS ERROR: 512', { kind: 'refused', isPermanent: false })
test('a modem error passes', refuses, '+CME ERROR: 30', { kind: 'refused', isPermanent: false })
test('a network that did not answer may have taken it', refuses, '+CMS ERROR: 332', { kind: 'unknown' })

test('of one that the modem did not answer nobody knows', async (t) => {
  t.like(await setUp(answerOf()).send('x'), { kind: 'unknown' })
})

test('what is no number, or too long, is refused without asking the modem', async (t) => {
  const { asked, send } = setUp()
  t.like(await send('x', 'AT+CFUN=0'), { kind: 'refused', isPermanent: true })
  t.like(await send('x', '+77"01'), { kind: 'refused', isPermanent: true })
  t.like(await send('x'.repeat(1000)), { kind: 'refused', isPermanent: true })
  t.deepEqual(asked, [])
})
