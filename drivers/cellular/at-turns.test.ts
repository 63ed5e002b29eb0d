import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { atChannel } from './at-channel.ts'
import { atTurns } from './at-turns.ts'

const setUp = () => {
  const clock = new SimClock()
  const sent: string[] = []
  let timeouts = 0
  const send = (text: string): void => void sent.push(text.trim())
  const channel = atChannel({ clock, send, onUnasked: () => {} })
  const onTimeout = (): void => void timeouts++
  const turns = atTurns({ clock, channel, timing: { replyTimeoutMs: 3000, retries: 2 }, onTimeout })
  const ok = async (): Promise<void> => {
    channel.takeLine('OK')
    await clock.runFor(0)
  }
  return { clock, sent, turns, ok, timeouts: () => timeouts }
}

test('the next command is said when the last is answered, an urgent one first', async (t) => {
  const { turns, sent, ok, clock } = setUp()
  const answers = ['AT+A', 'AT+B', 'AT+C'].map((command) => turns.ask({ command, isUrgent: command === 'AT+C' }))
  await clock.runFor(0)
  t.deepEqual(sent, ['AT+A'])
  for (let at = 0; at < 3; at++) await ok()
  t.deepEqual(sent, ['AT+A', 'AT+C', 'AT+B'])
  t.true((await Promise.all(answers)).every(({ outcome }) => outcome === 'ok'))
})

test('what is asked once is not asked again at its deadline; anything else is, twice', async (t) => {
  const { turns, sent, clock, timeouts } = setUp()
  const once = turns.ask({ command: 'AT+CMGS=1', isOnce: true })
  const more = turns.ask({ command: 'AT+CESQ' })
  await clock.runFor(20_000)
  t.is((await once).outcome, 'timeout')
  t.is((await more).outcome, 'timeout')
  t.deepEqual(sent, ['AT+CMGS=1', 'AT+CESQ', 'AT+CESQ', 'AT+CESQ'])
  t.is(timeouts(), 4)
})

test('a restart ends all that wait', async (t) => {
  const { turns, sent } = setUp()
  const answers = ['AT+A', 'AT+B'].map((command) => turns.ask({ command }))
  turns.end()
  t.true((await Promise.all(answers)).every(({ outcome }) => outcome === 'ended'))
  t.deepEqual(sent, ['AT+A'])
})

test('more than 32 that wait are not taken', async (t) => {
  const { turns, ok } = setUp()
  const answers = Array.from({ length: 40 }, (_, index) => turns.ask({ command: `AT+A${index}` }))
  t.is((await (answers.at(-1) as (typeof answers)[number])).outcome, 'ended')
  for (let at = 0; at < 40; at++) await ok()
  t.is((await Promise.all(answers)).filter(({ outcome }) => outcome === 'ok').length, 33)
})
