import test from 'ava'
import { mayAct, roles } from './role.ts'

test('each role may do what the ones before it may, and nothing of those after it', (t) => {
  t.deepEqual(
    roles.map((held) => roles.filter((wanted) => mayAct(held, wanted))),
    [['viewer'], ['viewer', 'technician'], ['viewer', 'technician', 'engineer']],
  )
})
