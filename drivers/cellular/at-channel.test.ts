import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { atChannel } from './at-channel.ts'
import type { AtLine } from './at-lines.ts'

const setUp = () => {
  const clock = new SimClock()
  const sent: string[] = []
  const unasked: AtLine[] = []
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
  const answer = channel.command('AT+CEREG?', 3000)
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
  const answer = channel.command('AT+CESQ', 3000)
  say('+CREG: 2', '+CESQ: 99,99,255,255,20,56', 'OK')
  t.is((await answer).lines.length, 1)
  t.is(unasked.length, 1)
})

test('plain text answers commands that are answered by text', async (t) => {
  const { channel, say } = setUp()
  const answer = channel.command('AT+CGMM', 3000)
  say('EG25', 'OK')
  t.deepEqual((await answer).lines, [{ kind: 'text', text: 'EG25' }])
})

test('an error ends the command, whatever its family', async (t) => {
  const { channel, say } = setUp()
  for (const line of ['ERROR', '+CME ERROR: 30', '+CMS ERROR: 500']) {
    const answer = channel.command('AT+COPS?', 3000)
    say(line)
    t.is((await answer).outcome, 'error')
  }
})

test('a command without an answer ends at its deadline, and what comes later is unasked', async (t) => {
  const { clock, channel, say, unasked } = setUp()
  const answer = channel.command('AT+CESQ', 3000)
  await clock.runFor(3000)
  t.is((await answer).outcome, 'timeout')
  say('+CESQ: 99,99,255,255,20,56', 'OK')
  t.is(unasked.length, 2)
})

test('a restart ends the command and is told', async (t) => {
  const { channel, say, unasked } = setUp()
  const answer = channel.command('AT+CESQ', 3000)
  say('RDY')
  t.is((await answer).outcome, 'ended')
  t.deepEqual(unasked, [{ kind: 'ready' }])
})
