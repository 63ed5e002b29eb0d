import test from 'ava'
import { openPatiently } from './patient-opening.ts'
import { SimClock } from './sim-clock.ts'
import { TerminalError } from './terminal-error.ts'

const missing = (retry: 'backoff' | 'never'): TerminalError =>
  new TerminalError({ code: 'port-missing', device: 'board', retry, message: 'there is no such port' })

/** What cannot be opened as often as it is told to. */
const setUp = (failures: number, retry: 'backoff' | 'never' = 'backoff') => {
  const clock = new SimClock()
  let [tries, told, isClosed] = [0, 0, false]
  const inner = {
    close: async () => {
      isClosed = true
    },
  }
  const open = async () => {
    if (tries++ < failures) throw missing(retry)
    return inner
  }
  const onOpen = (): void => void told++
  const patient = openPatiently({ open, clock, onOpen })
  return { clock, inner, ...patient, tries: () => tries, told: () => told, isClosed: () => isClosed }
}

test('what is there is opened at once, and told', async (t) => {
  const { present, opened, inner, told } = setUp(0)
  t.is(present(), undefined)
  await opened
  t.is(present(), inner)
  t.is(told(), 1)
})

test('what is not there yet is tried every five seconds, and the first try is told', async (t) => {
  const { clock, present, opened, inner, tries, told } = setUp(3)
  await t.throwsAsync(opened, { instanceOf: TerminalError })
  await clock.runFor(14_000)
  t.is(present(), undefined)
  await clock.runFor(2_000)
  t.is(present(), inner)
  await clock.runFor(60_000)
  t.is(tries(), 4)
  t.is(told(), 1)
})

test('what can never be opened is not tried again', async (t) => {
  const { clock, opened, tries } = setUp(9, 'never')
  await t.throwsAsync(opened)
  await clock.runFor(60_000)
  t.is(tries(), 1)
})

test('closed, it tries no more, and what opens all the same is closed', async (t) => {
  const waiting = setUp(9)
  await t.throwsAsync(waiting.opened)
  await waiting.close()
  await waiting.clock.runFor(60_000)
  t.is(waiting.tries(), 1)
  const late = setUp(0)
  await late.close()
  await late.opened
  t.true(late.isClosed())
  t.is(late.present(), undefined)
})
