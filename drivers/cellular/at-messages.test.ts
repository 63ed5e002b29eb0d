import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { atChannel } from './at-channel.ts'
import { AtMessages } from './at-messages.ts'
import { atTurns } from './at-turns.ts'
import type { SmsPdu } from './sms-pdu.ts'

const PDU = '07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37'
const settings = { memory: 'SM', deliveries: ['AT+CNMI=2,2,0,1,0', 'AT+CNMI=2,1,2,1,0', 'AT+CNMI=2,1,0,0,0'] } as const

/** A modem played by the test: the lines of an answer before its last, or that one itself; `OK` unless given. */
const setUp = (answers: Readonly<Record<string, readonly string[]>> = {}) => {
  const clock = new SimClock()
  const asked: string[] = []
  const taken: SmsPdu[] = []
  const unreadable: string[] = []
  let mayTake = true
  const send = (text: string): void => {
    const command = text.trim()
    asked.push(command)
    clock.after(20, () => {
      for (const line of answers[command] ?? []) channel.takeLine(line)
      channel.takeLine('OK')
    })
  }
  const channel = atChannel({ clock, send, onUnasked: (line) => void messages.takeUnasked(line) })
  const turns = atTurns({ clock, channel, timing: { replyTimeoutMs: 3000, retries: 2 }, onTimeout: () => {} })
  const handler = async (message: SmsPdu): Promise<boolean> => {
    if (mayTake) taken.push(message)
    return mayTake
  }
  const messages = new AtMessages({
    turns,
    settings,
    handler: () => handler,
    onUnreadable: (pdu) => void unreadable.push(pdu),
  })
  const lookAfter = async (): Promise<void> => {
    const done = messages.lookAfter(clock.nowMs())
    await clock.runFor(2000)
    await done
  }
  const say = async (...lines: string[]): Promise<void> => {
    for (const line of lines) channel.takeLine(line)
    await clock.runFor(500)
  }
  const refuse = (): void => {
    mayTake = false
  }
  return { clock, asked, taken, unreadable, lookAfter, say, refuse }
}

test('a message that is handed over is taken at once and acknowledged, not read or deleted', async (t) => {
  const { lookAfter, say, asked, taken } = setUp()
  await lookAfter()
  asked.length = 0
  await say('+CMT: ,28', PDU)
  t.like(taken[0], { kind: 'text', text: 'hellohello' })
  t.deepEqual(asked, ['AT+CNMA'])
})

test('one that nobody took is not acknowledged, so that the network sends it again', async (t) => {
  const { lookAfter, say, asked, refuse } = setUp()
  await lookAfter()
  refuse()
  asked.length = 0
  await say('+CMT: ,28', PDU)
  t.deepEqual(asked, ['AT+CNMA=2'])
})

test('a modem that refuses the acknowledgement is set up to hand over again', async (t) => {
  const { lookAfter, say, asked } = setUp({ 'AT+CNMA': ['+CMS ERROR: 340'] })
  await lookAfter()
  asked.length = 0
  await say('+CMT: ,28', PDU)
  t.deepEqual(asked, ['AT+CNMA', 'AT+CNMI=2,2,0,1,0'])
})

test('without phase 2+ no setting is used that hands over, and the first that is taken holds', async (t) => {
  const { lookAfter, asked } = setUp({ 'AT+CSMS=1': ['ERROR'], 'AT+CNMI=2,1,2,1,0': ['+CMS ERROR: 303'] })
  await lookAfter()
  t.deepEqual(
    asked.filter((command) => command.includes('CNMI')),
    ['AT+CNMI=2,1,2,1,0', 'AT+CNMI=2,1,0,0,0'],
  )
})

test('a message in the memory is read, taken, and only then deleted', async (t) => {
  const { lookAfter, say, asked, taken } = setUp({ 'AT+CMGR=3': ['+CMGR: 0,,29', PDU] })
  await lookAfter()
  asked.length = 0
  await say('+CMTI: "SM",3')
  t.is(taken.length, 1)
  t.deepEqual(asked, ['AT+CMGR=3', 'AT+CMGD=3'])
})

test('one that nobody took stays in the memory', async (t) => {
  const { lookAfter, say, asked, refuse } = setUp({ 'AT+CMGR=3': ['+CMGR: 0,,29', PDU] })
  await lookAfter()
  refuse()
  asked.length = 0
  await say('+CMTI: "SM",3')
  t.deepEqual(asked, ['AT+CMGR=3'])
})

test('what lay in the memory at the start is taken, and what cannot be read is counted and done away with', async (t) => {
  const { lookAfter, asked, taken, unreadable } = setUp({
    'AT+CMGL=4': ['+CMGL: 1,1,,29', PDU, '+CMGL: 2,1,,29', 'FFFF', '+CMGL: 9,0,,29', PDU],
  })
  await lookAfter()
  t.is(taken.length, 2)
  t.deepEqual(unreadable, ['FFFF'])
  t.deepEqual(
    asked.filter((command) => command.includes('CMGD')),
    ['AT+CMGD=1', 'AT+CMGD=2', 'AT+CMGD=9'],
  )
})

test('a place that was cleared meanwhile is read anew before it is cleared again', async (t) => {
  const { lookAfter, say, asked, taken } = setUp({ 'AT+CMGR=3': ['+CMS ERROR: 321'] })
  await lookAfter()
  asked.length = 0
  await say('+CMTI: "SM",3')
  t.deepEqual(asked, ['AT+CMGR=3'])
  t.is(taken.length, 0)
})

test('settings that a modem refuses while its SIM is not ready are made half a minute later', async (t) => {
  const answers: Record<string, string[]> = { 'AT+CMGF=0': ['+CMS ERROR: 314'] }
  const { lookAfter, clock, asked } = setUp(answers)
  await lookAfter()
  delete answers['AT+CMGF=0']
  await lookAfter()
  t.deepEqual(asked, ['AT+CMGF=0'])
  await clock.runFor(30_000)
  await lookAfter()
  t.true(asked.includes('AT+CNMI=2,2,0,1,0'))
})

test('the setting is made again every five minutes: a modem that was not acknowledged has dropped it', async (t) => {
  const { lookAfter, clock, asked } = setUp()
  await lookAfter()
  asked.length = 0
  await lookAfter()
  t.deepEqual(asked, [])
  await clock.runFor(300_000)
  await lookAfter()
  t.deepEqual(asked, ['AT+CNMI=2,2,0,1,0', 'AT+CMGL=4'])
})

test('a message that is shorter than the modem said is not taken, and comes again', async (t) => {
  const { lookAfter, say, asked, taken } = setUp()
  await lookAfter()
  asked.length = 0
  await say('+CMT: ,28', PDU.slice(0, -2))
  t.deepEqual(asked, ['AT+CNMA=2'])
  t.is(taken.length, 0)
})
