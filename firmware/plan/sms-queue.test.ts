import test from 'ava'
import { planSmsQueue } from './sms-queue.ts'
import { keepQueue, readQueue, type SmsEvent, type SmsQueue, smsQueueAtStart, type Urgency } from './sms-queue-state.ts'

const MINUTE_MS = 60_000

/** A queue in a test's hands. */
const setUp = () => {
  let state: SmsQueue = smsQueueAtStart
  let nowMs = 0
  const said: string[] = []
  const news: string[] = []
  const plan = (event: SmsEvent) => {
    const planned = planSmsQueue(state, event, nowMs)
    state = planned.state
    said.push(...planned.reasons)
    news.push(...(planned.news ?? []).map(({ key, outcome }) => `${key} ${outcome}`))
    return planned.actions[0]
  }
  const queue = (key: string, priority: Urgency = 'alarm', validMs = 60 * MINUTE_MS) =>
    plan({ kind: 'queue', text: { key, to: '+7701', text: key, priority, validMs } })
  const look = (canSend = true) => plan({ kind: 'look', canSend })
  const end = (id: number, sent: 'yes' | 'later' | 'never' | 'unknown', references: readonly number[] = [40 + id]) =>
    plan({ kind: 'outcome', id, sent, why: 'so', references: sent === 'yes' ? references : [] })
  const report = (reference: number, outcome: 'delivered' | 'trying' | 'failed' = 'delivered', to = '+7701') =>
    plan({ kind: 'status', reference, to, outcome })
  const pass = (ms: number): void => {
    nowMs += ms
  }
  const restart = (): void => {
    state = readQueue(keepQueue(state, nowMs), 0)
    nowMs = 0
    plan({ kind: 'restart' })
  }
  const states = (): string[] => state.texts.map(({ key, state: at }) => `${key} ${at}`)
  return { queue, look, end, report, pass, restart, states, said, news, plan }
}

test('texts go by urgency, then in turn, one at a time', (t) => {
  const { queue, look, end } = setUp()
  queue('a', 'operational')
  queue('b', 'alarm')
  queue('c', 'alarm')
  queue('d', 'emergency')
  const sent = [1, 2, 3, 4].map(() => {
    const action = look()
    t.is(look(), undefined)
    if (action) end(action.id, 'yes')
    return action?.text
  })
  t.deepEqual(sent, ['d', 'b', 'c', 'a'])
})

test('a text that has gone makes room before one that waits', (t) => {
  const { queue, look, end, states, news, said } = setUp()
  for (let one = 1; one <= 64; one++) {
    queue(`alarm ${one}`)
    end(look()?.id ?? 0, 'yes')
  }
  queue('fire', 'emergency')
  t.is(states().length, 64)
  t.true(states().includes('fire waiting'))
  t.false(states().includes('alarm 1 sent'))
  t.false(news.some((words) => words.endsWith('lost')))
  t.regex(said.at(-1) ?? '', /the report of text 1 to \+7701 is waited for no longer/)
})

test('the same key is queued once', (t) => {
  const { queue, states } = setUp()
  queue('a')
  queue('a')
  t.deepEqual(states(), ['a waiting'])
})

test('nothing goes while no modem can send', (t) => {
  const { queue, look, states } = setUp()
  queue('a')
  t.is(look(false), undefined)
  t.deepEqual(states(), ['a waiting'])
})

test('one that went is not sent again, and is done with when all its parts arrived', (t) => {
  const { queue, look, end, report, states, pass } = setUp()
  queue('a')
  look()
  end(1, 'yes', [7, 8])
  pass(30 * MINUTE_MS)
  t.is(look(), undefined)
  report(7)
  t.deepEqual(states(), ['a sent'])
  report(8, 'trying')
  report(8, 'delivered', '+7702')
  t.deepEqual(states(), ['a sent'])
  report(8)
  t.deepEqual(states(), [])
})

test('a report may come while later parts are being sent', (t) => {
  const { queue, look, end, report, states } = setUp()
  queue('a')
  look()
  report(7)
  end(1, 'yes', [7, 8])
  t.deepEqual(states(), ['a sent'])
  report(8)
  t.deepEqual(states(), [])
})

test('one that the network gave up goes again', (t) => {
  const { queue, look, end, report, pass } = setUp()
  queue('a')
  look()
  end(1, 'yes', [7])
  report(7, 'failed')
  t.is(look(), undefined)
  pass(15_000)
  t.is(look()?.text, 'a')
})

test('tries are 15 s, 30 s, 1, 2 and then 5 minutes apart, until it expires', (t) => {
  const { queue, look, end, pass, states, said } = setUp()
  queue('a')
  const waits: number[] = []
  for (let at = 0; at < 7; at++) {
    let waitedS = 0
    while (!look()) {
      pass(1000)
      waitedS++
    }
    waits.push(waitedS)
    end(1, 'later')
  }
  t.deepEqual(waits, [0, 15, 30, 60, 120, 300, 300])
  pass(60 * MINUTE_MS)
  look()
  t.deepEqual(states(), [])
  t.regex(said.at(-1) ?? '', /did not go in its time/)
})

test('all tries of one text have one reference', (t) => {
  const { queue, look, end, pass } = setUp()
  queue('a')
  const first = look()
  end(1, 'later')
  pass(15_000)
  t.is(look()?.reference, first?.reference)
})

test('one that can never go is dropped and told', (t) => {
  const { queue, look, end, states, said } = setUp()
  queue('a')
  look()
  end(1, 'never')
  t.deepEqual(states(), [])
  t.regex(said.at(-1) ?? '', /cannot go/)
})

test('of one that may have gone a report is awaited for two minutes before it goes again', (t) => {
  const { queue, look, end, report, pass, states } = setUp()
  queue('a')
  look()
  end(1, 'unknown')
  pass(119_000)
  t.is(look(), undefined)
  report(99)
  t.deepEqual(states(), [])
  queue('b')
  look()
  end(2, 'unknown')
  pass(120_000)
  t.is(look()?.text, 'b')
})

test('a restart keeps what waits and what went, and does not know of what was being sent', (t) => {
  const { queue, look, end, restart, report, states, pass } = setUp()
  pass(5 * MINUTE_MS)
  for (const key of ['a', 'b', 'c']) queue(key)
  look()
  end(1, 'yes', [7])
  look()
  restart()
  t.deepEqual(states(), ['a sent', 'b unsure', 'c waiting'])
  report(7)
  t.is(look()?.text, 'c')
  t.deepEqual(states(), ['b unsure', 'c sending'])
})

test('what has been sent does not expire into a second try', (t) => {
  const { queue, look, end, pass, states, said } = setUp()
  queue('a', 'alarm', MINUTE_MS)
  look()
  end(1, 'yes')
  pass(2 * MINUTE_MS)
  t.is(look(), undefined)
  t.deepEqual(states(), [])
  t.regex(said.at(-1) ?? '', /no report/)
})

test('a full queue gives up the newest of the least urgent that has not gone, or takes no more', (t) => {
  const { queue, states, said } = setUp()
  for (let at = 0; at < 64; at++) queue(`o${at}`, 'operational')
  queue('late', 'operational')
  t.is(states().length, 64)
  t.regex(said.at(-1) ?? '', /is not taken/)
  queue('e', 'emergency')
  t.is(states().length, 64)
  t.false(states().includes('o63 waiting'))
  t.true(states().includes('e waiting'))
})

test('who asked for a text is told that it went, that it arrived, or that it was given up', (t) => {
  const { queue, look, end, report, pass, news } = setUp()
  queue('a')
  look()
  end(1, 'yes', [7])
  report(7)
  queue('b')
  look()
  end(2, 'never')
  queue('c', 'alarm', MINUTE_MS)
  pass(MINUTE_MS)
  look(false)
  for (let at = 0; at < 64; at++) queue(`o${at}`, 'operational')
  queue('e', 'emergency')
  t.deepEqual(news, ['a sent', 'a delivered', 'b lost', 'c lost', 'o63 lost'])
})
