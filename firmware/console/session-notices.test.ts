import test from 'ava'
import { loggedIn } from '../../test/fakes/console-session.ts'

type Session = Awaited<ReturnType<typeof loggedIn>>

const goBack = ({ bus, clock }: Session): Promise<void> => {
  bus.publish('configuration.event', {
    atMs: clock.nowMs(),
    severity: 'warning',
    subject: 'configuration',
    text: 'nobody confirmed',
    reasons: [],
    code: 'configuration-returned',
    values: { by: 'dana', version: 3, services: 'tracking interlock' },
  })
  return clock.runFor(1_000)
}
const TOLD =
  /the configuration on trial went back[\s\S]*trial of dana[\s\S]*version 3 is in force[\s\S]*tracking, interlock/

test('a trial that goes back is told at once, and what was being typed stands again below', async (t) => {
  const session = await loggedIn()
  await session.type('many | incl')
  const from = session.seen().length
  await goBack(session)
  const told = session.seen().slice(from)
  t.regex(told, TOLD)
  t.regex(told, /\r\ndana@[\w-]+> many \| incl$/)
  t.regex(await session.type('ude 42\r'), /line 42\r\n/)
})

test('at a prompt that nobody types at, too, and once', async (t) => {
  const session = await loggedIn()
  await goBack(session)
  t.regex(session.seen(), /is in force[\s\S]*> $/)
  t.notRegex(await session.type('\r'), /went back/)
})

test('what went back while a command ran, or a list waited, is told at the next prompt', async (t) => {
  const session = await loggedIn()
  await session.type('many\r')
  const from = session.seen().length
  await goBack(session)
  t.is(session.seen().slice(from), '')
  t.regex(await session.type('q'), TOLD)
})

test('who locked the session meanwhile is told at the next login, and how long ago it was', async (t) => {
  const session = await loggedIn()
  session.session.lock('idle')
  await goBack(session)
  await session.clock.runFor(30_000)
  t.notRegex(session.seen(), /went back/)
  t.regex(await session.type('dana\rright\r'), /! 3\d s ago the configuration on trial went back/)
})

test('that a commit restarted the console is told to the next who logs in, and once', async (t) => {
  const text = 'dana put version 3 in force'
  const values = { by: 'dana', version: 3, services: 'access console' }
  const placed = {
    severity: 'info',
    subject: 'configuration',
    text,
    reasons: [],
    code: 'configuration-placed',
  } as const
  const session = await loggedIn({
    before: ({ bus, clock }) =>
      bus.publish('configuration.event', { ...placed, reasons: [], atMs: clock.nowMs() - 5_000, values }),
  })
  t.regex(session.seen(), /version 3 of\s+dana is in force[\s\S]*started again/)
  t.notRegex(await session.type('\r'), /version 3/)
})

test('other events of the configuration disturb nobody', async (t) => {
  const { bus, clock, seen } = await loggedIn()
  const before = seen()
  bus.publish('configuration.event', {
    atMs: clock.nowMs(),
    severity: 'info',
    subject: 'configuration',
    text: 'dana put version 3 in force',
    reasons: [],
    code: 'configuration-placed',
  })
  await clock.runFor(1_000)
  t.is(seen(), before)
})
