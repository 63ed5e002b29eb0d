import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { LatePart } from './late-part.ts'

const missing = () =>
  new TerminalError({
    code: 'network-failed',
    device: 'network',
    retry: 'backoff',
    message: 'eth9: there is no such interface',
  })

const setUp = () => {
  const clock = new SimClock()
  const rig = { isThere: false, tries: 0, closes: 0, opened: 0 }
  const told: string[] = []
  const part = { close: async () => void rig.closes++ }
  const late = new LatePart({
    clock,
    name: 'LANs',
    tell: ({ subject, text }) => told.push(`${subject}: ${text}`),
    open: async () => {
      rig.tries++
      if (!rig.isThere) throw missing()
      return part
    },
    onOpen: () => rig.opened++,
  })
  return { clock, rig, told, part, late }
}

test('a part that cannot be opened is told of once, and tried again more and more seldom until it can be', async (t) => {
  const { clock, rig, told, part, late } = setUp()
  await late.tried
  await clock.runFor(300_000)
  t.true(rig.tries > 25 && rig.tries < 40, `${rig.tries}`)
  t.deepEqual(told, ['LANs: cannot be opened, and is tried again: network: eth9: there is no such interface'])
  t.is(late.now(), undefined)
  rig.isThere = true
  await clock.runFor(10_000)
  t.is(late.now(), part)
  t.is(rig.opened, 1)
  t.is(told.at(-1), 'LANs: could be opened at last')
  await late.close()
  t.is(rig.closes, 1)
})

test('a part that is closed is not tried again', async (t) => {
  const { clock, rig, late } = setUp()
  await late.tried
  await late.close()
  await clock.runFor(60_000)
  t.is(rig.tries, 1)
  t.is(rig.closes, 0)
})

test('a part whose opening is under way when it is closed is closed once it is open', async (t) => {
  const rig = { isClosed: false, opened: 0, open: (_: { close(): Promise<void> }): void => {} }
  const late = new LatePart({
    clock: new SimClock(),
    name: 'tunnels',
    tell: () => {},
    open: () =>
      new Promise<{ close(): Promise<void> }>((resolve) => {
        rig.open = resolve
      }),
    onOpen: () => rig.opened++,
  })
  const closed = late.close()
  rig.open({
    close: async () => {
      rig.isClosed = true
    },
  })
  await closed
  t.true(rig.isClosed)
  t.is(rig.opened, 0)
})
