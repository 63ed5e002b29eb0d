import test from 'ava'
import { type BaudState, planBaud } from './baud-cycle.ts'

const usual: BaudState = { baudRate: 115_200, unreadableBytes: 0 }
const nothing = { isBreak: false, hasEnter: false, unreadableBytes: 0 }

test('a break goes to the other pace, and back', (t) => {
  const once = planBaud(usual, { ...nothing, isBreak: true })
  t.is(once.baudRate, 9_600)
  t.is(planBaud(once, { ...nothing, isBreak: true }).baudRate, 115_200)
})

test('what cannot be read goes to the other pace, a little noise does not', (t) => {
  const noisy = planBaud(usual, { ...nothing, unreadableBytes: 7 })
  t.is(noisy.baudRate, 115_200)
  t.is(planBaud(noisy, { ...nothing, unreadableBytes: 1 }).baudRate, 9_600)
  const calm = planBaud(noisy, { ...nothing, hasEnter: true })
  t.is(planBaud(calm, { ...nothing, unreadableBytes: 7 }).baudRate, 115_200)
})
