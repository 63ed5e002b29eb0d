import test from 'ava'
import { rideSession } from './fakes/ride-session.ts'

const plain = (text: string): string => text.replaceAll('\r', '')

/** By then the LTE modem is registered at the station. */
const REGISTERED_S = 60

test('a technician asks the next station for something, and the operator has it by text within a minute', async (t) => {
  t.timeout(600_000)
  const { type, train, close } = await rideSession({}, REGISTERED_S)
  const asked = plain(await type('signal ahead a new motor of the dish\r', 1))
  t.regex(asked, /1 of 1 not arrived yet/)
  t.regex(asked, /waits for a way ashore/)
  const stood: string[] = []
  for (let second = 0; second < 60 && !stood.some((text) => /delivered/.test(text)); second++)
    stood.push(plain(await type('show requests\r', 1)))
  t.true(
    stood.some((text) => /sent, not acknowledged yet, by text/.test(text)),
    'it went before it arrived',
  )
  t.regex(stood.at(-1) ?? '', /1 of 1 arrived[\s\S]*a new motor of the dish \(dana, [\s\S]*delivered to a phone ashore/)
  const received = train.operator.received()
  t.is(received.length, 1)
  t.regex(received[0] ?? '', /^twin asks .*: a new motor of the dish, by dana/)
  await close()
})

test('while the network takes no texts it waits, and goes when the network takes them again', async (t) => {
  t.timeout(600_000)
  const { type, train, close } = await rideSession({ fault: ['lte-congested@30s+2m'] }, REGISTERED_S)
  await type('signal ahead a new motor of the dish\r', 60)
  t.regex(plain(await type('show requests\r', 1)), /waits for a way ashore, by text/)
  t.deepEqual(train.operator.received(), [])
  await type('', 180)
  t.regex(plain(await type('show requests\r', 1)), /delivered to a phone ashore/)
  t.is(train.operator.received().length, 1)
  await close()
})
