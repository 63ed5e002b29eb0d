import test from 'ava'
import { textIn } from '../messages.ts'
import { userLines } from './access.ts'

const aigerim = { name: 'aigerim', role: 'technician', mustChange: false, isRevoked: false, from: 'console' } as const

test('who may log in stands apart from who is logged in now', (t) => {
  const here = {
    line: 'tty0',
    name: 'aigerim',
    role: 'technician',
    now: 'technician',
    isWriter: true,
    sinceMs: 0,
  } as const
  const told = { users: [aigerim], granted: [], sessions: [here] }
  t.deepEqual(userLines(textIn('en'), told), [
    'May log in:',
    '  aigerim  technician  never here',
    'Logged in now:',
    '  aigerim  technician  at tty0; has control',
  ])
})
