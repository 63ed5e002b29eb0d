import test from 'ava'
import { planSetup, protocolVersionOf } from './setup-plan.ts'
import {
  type PlannedSetup,
  type SetupObservation,
  type SetupOptions,
  type SetupState,
  setupAtStart,
} from './setup-state.ts'

const options: SetupOptions = { epochMs: 200, keepNmea: false, baudRate: 115_200, canChangeRate: true }
const nothing: SetupObservation = { bytes: 0, frames: 0, fixMessages: 0 }

/** Feeds the plan's own states back to it; collects what it wants done. */
const run = (state: SetupState, more: Partial<SetupOptions> = {}) => {
  let planned: PlannedSetup = { state, actions: [], reasons: [] }
  return {
    see: (nowMs: number, seen: Partial<SetupObservation>): PlannedSetup => {
      planned = planSetup(planned.state, { seen: { ...nothing, ...seen }, nowMs, options: { ...options, ...more } })
      return planned
    },
  }
}

const sent = ({ actions }: PlannedSetup): string[] =>
  actions.flatMap((action) => (action.do === 'send' ? [action.bytes.toString('hex', 2, 4)] : []))
const ratesOf = ({ actions }: PlannedSetup): number[] =>
  actions.flatMap((action) => (action.do === 'set-rate' ? [action.baudRate] : []))

test('the version of the protocol is read as receivers of each generation write it', (t) => {
  const of = (...extensions: string[]) => protocolVersionOf({ kind: 'version', software: '', hardware: '', extensions })
  t.is(of('FWVER=HPG 1.32', 'PROTVER=27.31'), 27.31)
  t.is(of('PROTVER 15.00'), 15)
  t.is(of('PROTVER=', 'GPS;GLO'), undefined)
})

test('the search begins at the last good rate, without a word, and moves on at noise only', (t) => {
  const plan = run({ ...setupAtStart(115_200), goodBaudRate: 38_400 })
  t.deepEqual(ratesOf(plan.see(0, { line: 'opened' })), [38_400])
  t.deepEqual(ratesOf(plan.see(2_200, { bytes: 0 })), [])
  const rates = [4_400, 6_600, 8_800, 11_000, 13_200, 15_400, 17_600].flatMap((nowMs) => {
    const planned = plan.see(nowMs, { bytes: 40 })
    t.deepEqual(sent(planned), [])
    return ratesOf(planned)
  })
  t.deepEqual(rates, [9_600, 115_200, 230_400, 460_800, 921_600, 38_400, 9_600])
})

test('a line that falls silent during the search is heard at the last good rate', (t) => {
  const plan = run(setupAtStart(38_400))
  plan.see(0, { line: 'opened' })
  t.deepEqual(ratesOf(plan.see(2_200, { bytes: 9 })), [9_600])
  t.deepEqual(ratesOf(plan.see(4_400, { bytes: 0 })), [38_400])
})

test('one valid frame is not believed, two are', (t) => {
  const plan = run(setupAtStart(38_400))
  plan.see(0, { line: 'opened' })
  t.deepEqual(sent(plan.see(100, { bytes: 60, frames: 1 })), [])
  t.deepEqual(sent(plan.see(200, { bytes: 60, frames: 1 })), ['0a04'])
})

test('a question has three tries, then the receiver is left alone for a minute', (t) => {
  const plan = run(setupAtStart(38_400))
  plan.see(0, { line: 'opened' })
  plan.see(100, { frames: 2 })
  t.deepEqual(sent(plan.see(1_300, { frames: 9 })), ['0a04'])
  t.deepEqual(sent(plan.see(2_500, { frames: 9 })), ['0a04'])
  const resting = plan.see(3_700, { frames: 9 })
  t.is(resting.state.standing.kind, 'resting')
  t.deepEqual(sent(resting), [])
  for (let nowMs = 6_200; nowMs < 63_700; nowMs += 2_500) t.deepEqual(sent(plan.see(nowMs, { frames: 9 })), [])
  t.deepEqual(sent(plan.see(63_700, { frames: 9 })), ['0a04'])
})

const version = { kind: 'version', software: '', hardware: '', extensions: ['PROTVER=18.00'] } as const
const identified = (more: Partial<SetupOptions> = {}) => {
  const plan = run(setupAtStart(9_600), more)
  plan.see(0, { line: 'opened' })
  plan.see(100, { frames: 2 })
  plan.see(150, { answer: version })
  return plan
}
const raw = Buffer.from('01000000d0080000802500000700030000000000', 'hex')

test('a rate that does not come about is taken back, and tried once more only', (t) => {
  const plan = identified()
  const raise = (nowMs: number): PlannedSetup =>
    plan.see(nowMs, { answer: { kind: 'port', port: 1, baudRate: 9_600, raw } })
  for (const startMs of [200, 3_000]) {
    t.deepEqual(sent(raise(startMs)), ['0600'])
    t.deepEqual(ratesOf(plan.see(startMs + 250, {})), [115_200])
    t.deepEqual(ratesOf(plan.see(startMs + 2_450, { bytes: 500 })), [9_600])
    plan.see(startMs + 2_460, { frames: 2 })
    plan.see(startMs + 2_470, { answer: version })
  }
  t.deepEqual(sent(raise(6_000)), ['0608'])
})

test('a line without a rate of its own, and a port without one, are left at theirs', (t) => {
  const fixed = identified({ canChangeRate: false })
  t.deepEqual(sent(fixed.see(200, { answer: { kind: 'port', port: 1, baudRate: 9_600, raw } })), ['0608'])
  const usb = identified()
  t.deepEqual(sent(usb.see(200, { answer: { kind: 'port', port: 3, raw } })), ['0608'])
})

test('an answer to an earlier try is not taken for that to the next step', (t) => {
  const plan = identified({ canChangeRate: false })
  const accepted = (messageId: number) =>
    ({ kind: 'acknowledge', isAccepted: true, messageClass: 0x06, messageId }) as const
  plan.see(200, { answer: { kind: 'port', port: 1, baudRate: 9_600, raw } })
  t.deepEqual(sent(plan.see(1_400, { frames: 1 })), ['0608'])
  t.deepEqual(sent(plan.see(1_450, { answer: accepted(0x08) })), [])
  t.deepEqual(sent(plan.see(1_460, { answer: accepted(0x08) })), [])
  t.deepEqual(sent(plan.see(2_650, { frames: 1 })), ['0624'])
})

test('a closed line ends everything, an opened one begins anew', (t) => {
  const plan = identified()
  const closed = plan.see(300, { line: 'closed' })
  t.deepEqual([closed.state.standing.kind, closed.actions.length], ['closed', 0])
  t.is(plan.see(400, { line: 'opened' }).state.standing.kind, 'listening')
})
