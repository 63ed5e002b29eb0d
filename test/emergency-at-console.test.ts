import test from 'ava'
import { rideSession } from './fakes/ride-session.ts'

const plain = (text: string): string => text.replaceAll('\r', '')

/** By then the LTE modem is registered at the station. */
const REGISTERED_S = 60

test('an emergency raised at the console is asked about, reaches the operator by text, and so does its end', async (t) => {
  t.timeout(600_000)
  const { type, train, close } = await rideSession({}, REGISTERED_S)
  t.regex(plain(await type('emergency raise smoke in coach 5\r', 1)), /112/)
  t.regex(plain(await type('no\r', 1)), /not done/)
  t.regex(plain(await type('show emergencies\r', 1)), /Emergencies: none/)

  // Whoever raises one has other things to do as well.
  await type('emergency raise smoke in coach 5\r', 50)
  t.regex(plain(await type('yes\r', 2)), /smoke in coach 5 \(dana, [\s\S]*under way[\s\S]*text to noc: /)
  await type('', 60)
  t.regex(plain(await type('show emergencies\r', 1)), /1 open[\s\S]*text to noc: delivered to a phone/)

  t.regex(plain(await type('emergency cancel\r', 1)), /smoke in coach 5[\s\S]*over, or was none/)
  t.regex(plain(await type('yes\r', 2)), /CANCELLED by dana: smoke in coach 5/)
  await type('', 60)
  const [raised = '', cancelled = '', ...more] = train.operator.received()
  t.regex(raised, /^EMERGENCY twin.*: smoke in coach 5 \(dana\); /)
  t.regex(cancelled, /^CANCELLED by dana: twin.*: smoke in coach 5 \(dana\)/)
  t.deepEqual(more, [])
  await close()
})
