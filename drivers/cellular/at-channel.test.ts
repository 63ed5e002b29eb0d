import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { atChannel, type Unasked } from './at-channel.ts'

const setUp = () => {
  const clock = new SimClock()
  const sent: string[] = []
  const unasked: Unasked[] = []
  const channel = atChannel({
    clock,
    send: (text) => void sent.push(text),
    onUnasked: (line) => void unasked.push(line),
  })
  const say = (...lines: string[]): void => {
    for (const line of lines) channel.takeLine(line)
  }
  return { clock, sent, unasked, channel, say }
}

test('a report between echo and answer belongs to nobody who asked', async (t) => {
  const { channel, sent, say, unasked } = setUp()
  const answer = channel.command({ command: 'AT+CEREG?', timeoutMs: 3000 })
  say('AT+CEREG?', '+CEREG: 5,"00C3","01A2D003",7', '+CEREG: 2,1,"00C3","01A2D003",7', 'OK')
  const { outcome, lines, isEchoed } = await answer
  t.deepEqual(sent, ['AT+CEREG?\r'])
  t.is(outcome, 'ok')
  t.true(isEchoed)
  t.is(lines.length, 1)
  t.is(unasked.length, 1)
})

test('lines of another name are not the answer', async (t) => {
  const { channel, say, unasked } = setUp()
  const answer = channel.command({ command: 'AT+CESQ', timeoutMs: 3000 })
  say('+CREG: 2', '+CESQ: 99,99,255,255,20,56', 'OK')
  t.is((await answer).lines.length, 1)
  t.is(unasked.length, 1)
})

test('plain text answers commands that are answered by text', async (t) => {
  const { channel, say } = setUp()
  const answer = channel.command({ command: 'AT+CGMM', timeoutMs: 3000 })
  say('EG25', 'OK')
  t.deepEqual((await answer).lines, [{ kind: 'text', text: 'EG25' }])
})

test('an error ends the command, whatever its family', async (t) => {
  const { channel, say } = setUp()
  for (const line of ['ERROR', '+CME ERROR: 30', '+CMS ERROR: 500']) {
    const answer = channel.command({ command: 'AT+COPS?', timeoutMs: 3000 })
    say(line)
    t.is((await answer).outcome, 'error')
  }
})

test('a command without an answer ends at its deadline, and what comes later is unasked', async (t) => {
  const { clock, channel, say, unasked } = setUp()
  const answer = channel.command({ command: 'AT+CESQ', timeoutMs: 3000 })
  await clock.runFor(3000)
  t.is((await answer).outcome, 'timeout')
  say('+CESQ: 99,99,255,255,20,56', 'OK')
  t.is(unasked.length, 2)
})

test('a restart ends the command and is told', async (t) => {
  const { channel, say, unasked } = setUp()
  const answer = channel.command({ command: 'AT+CESQ', timeoutMs: 3000 })
  say('RDY')
  t.is((await answer).outcome, 'ended')
  t.deepEqual(unasked, [{ kind: 'ready' }])
})

test('a message in the middle of an answer is one thing with its PDU, and belongs to nobody who asked', async (t) => {
  const { channel, say, unasked } = setUp()
  const answer = channel.command({ command: 'AT+CGMM', timeoutMs: 3000 })
  say('+CMT: ,4', '0011223344', 'EG25', 'OK')
  t.deepEqual((await answer).lines, [{ kind: 'text', text: 'EG25' }])
  t.deepEqual(unasked, [{ kind: 'delivery', name: '+CMT', pdu: '0011223344', isWhole: true }])
})

test('a message whose PDU was lost takes no other line for it', async (t) => {
  const { channel, say, unasked } = setUp()
  const answer = channel.command({ command: 'AT+CESQ', timeoutMs: 3000 })
  say('+CMT: ,24', '+CESQ: 99,99,255,255,20,56', 'OK')
  t.is((await answer).lines.length, 1)
  t.deepEqual(unasked, [])
})

test('a PDU is handed over at the prompt, once', async (t) => {
  const { channel, say, sent } = setUp()
  const answer = channel.command({ command: 'AT+CMGS=23', timeoutMs: 3000, body: '0011' })
  channel.takePrompt()
  channel.takePrompt()
  say('+CMGS: 7', 'OK')
  t.is((await answer).outcome, 'ok')
  t.deepEqual(sent, ['AT+CMGS=23\r', '0011\u001a'])
})

test('a prompt that does not come is left by an escape', async (t) => {
  const { clock, channel, sent } = setUp()
  const answer = channel.command({ command: 'AT+CMGS=23', timeoutMs: 3000, body: '0011' })
  await clock.runFor(3000)
  t.is((await answer).outcome, 'timeout')
  t.is(sent.at(-1), '\u001b')
})

test('an answer keeps its error', async (t) => {
  const { channel, say } = setUp()
  const answer = channel.command({ command: 'AT+CMGD=1', timeoutMs: 3000 })
  say('+CMS ERROR: 321')
  t.deepEqual((await answer).error, { kind: 'error', family: 'cms', code: 321 })
})
