import test from 'ava'
import { nextCommand } from './set-point-queue.ts'

const idle = { isStopWanted: false, isSetPointWanted: false, isQueryDue: false, last: undefined }

test('nothing wanted, nothing sent', (t) => {
  t.is(nextCommand(idle), undefined)
})

test('stopping overtakes what else waits', (t) => {
  t.is(nextCommand({ isStopWanted: true, isSetPointWanted: true, isQueryDue: true, last: 'set-point' }), 'stop')
})

test('set-points and queries take turns', (t) => {
  const both = { ...idle, isSetPointWanted: true, isQueryDue: true }
  t.is(nextCommand({ ...both, last: 'query' }), 'set-point')
  t.is(nextCommand({ ...both, last: 'set-point' }), 'query')
  t.is(nextCommand({ ...both, isQueryDue: false, last: 'set-point' }), 'set-point')
})
