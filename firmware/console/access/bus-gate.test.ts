import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { type Language, textIn } from '../messages.ts'
import { BusGate } from './bus-gate.ts'

const SESSION = 'a'.repeat(32)
type Admitted = CommandReply<'access.login'>
const inAs = (more: Partial<Extract<Admitted, { outcome: 'in' }>> = {}): Admitted => ({
  outcome: 'in',
  session: SESSION,
  name: 'aigerim',
  role: 'technician',
  now: 'technician',
  mustChange: false,
  ...more,
})

const setUp = (admitted: Admitted, typed: readonly string[]) => {
  const bus = memoryBus(new SimClock(0))
  const gate = new BusGate({ bus, line: 'cable' })
  const [said, prompts, toType] = [[] as string[], [] as string[], [...typed]]
  const passwords: string[] = []
  let language: Language = 'en'
  bus.handle('access.login', () => ({ ok: true, reply: admitted }))
  bus.handle('access.leave', () => ({ ok: true, reply: {} }))
  bus.handle('access.password', ({ password }) => {
    passwords.push(password)
    return { ok: true, reply: password.length < 10 ? { outcome: 'no', why: 'short' } : { outcome: 'done' } }
  })
  bus.handle('access.challenge', () => ({
    ok: true,
    reply: { outcome: 'asked', train: 'kz8a-017', challenge: 'K7QF-ABCD', counter: 3 },
  }))
  bus.handle('access.answer', ({ text }) => ({
    ok: true,
    reply: text.includes('END') ? inAs({ forS: 3_600 }) : { outcome: 'out', why: 'answer-part' },
  }))
  const login = () =>
    gate.logIn({
      text: (key, values) => textIn(language)(key, values),
      setLanguage: (chosen) => {
        language = chosen
      },
      say: (line) => void said.push(line),
      ask: async (prompt) => {
        prompts.push(prompt)
        return toType.shift()
      },
    })
  return { bus, gate, login, said, prompts, passwords }
}

test('a name and a password let somebody in, in the language that was chosen on the way', async (t) => {
  const { login, prompts } = setUp(inAs(), ['ru', 'Aigerim ', 'secret'])
  t.like(await login(), { name: 'aigerim', role: 'technician' })
  t.deepEqual(prompts, ['Name: ', 'Имя: ', 'Пароль: '])
})

test('why nobody came in is said, and somebody who says nothing is let go', async (t) => {
  const { login, said } = setUp({ outcome: 'out', why: 'wait', waitS: 7.2 }, ['aigerim', 'secret'])
  t.is(await login(), undefined)
  t.deepEqual(said, ['too many have failed: wait 8 s'])
  const wrong = setUp({ outcome: 'out', why: 'wrong', waitS: 4 }, ['aigerim', 'secret'])
  await wrong.login()
  t.deepEqual(wrong.said, ['name or password is wrong', 'the next try is taken in 4 s'])
  t.is(await setUp(inAs(), []).login(), undefined)
})

test('a password that somebody else chose is changed before anything else, or nobody is in', async (t) => {
  const must = inAs({ mustChange: true, now: 'viewer' })
  const { login, passwords } = setUp(must, ['aigerim', 'given', 'short', 'short', 'long enough', 'long enough'])
  t.like(await login(), { role: 'technician' })
  t.deepEqual(passwords, ['short', 'long enough'])
  t.is(await setUp(must, ['aigerim', 'given']).login(), undefined)
})

test('who does not choose a password of their own is told why they are not in, and what it may not hold before', async (t) => {
  const must = inAs({ mustChange: true, now: 'viewer' })
  const twice = ['long enough', 'long enoughh']
  const { login, said, prompts } = setUp(must, ['aigerim', 'given', ...twice, ...twice, ...twice])
  t.is(await login(), undefined)
  t.regex(said.at(-1) ?? '', /nobody is logged in: begin again/)
  t.regex(prompts[2] ?? '', /without the name in it/)
})

test('an answer is taken in as many lines as it comes in', async (t) => {
  const { login, said } = setUp(inAs(), ['challenge', 'ABCDEFGH', 'IJKL', 'END', ''])
  t.like(await login(), { name: 'aigerim' })
  t.true(said.includes('  K7QF-ABCD'))
})

test('a note that the service does not keep rejects', async (t) => {
  const { bus, gate, login } = setUp(inAs(), ['aigerim', 'secret'])
  await t.throwsAsync(gate.note({ do: 'command', line: 'stow' }), { message: /nobody is logged in/ })
  await login()
  bus.handle('access.note', ({ note }) =>
    note.do === 'lock' ? { ok: true, reply: {} } : { ok: false, reason: 'refused', text: 'the disk is full' },
  )
  await t.throwsAsync(gate.note({ do: 'command', line: 'stow' }), { message: /the disk is full/ })
  await t.notThrowsAsync(gate.note({ do: 'lock', why: 'idle' }))
})
