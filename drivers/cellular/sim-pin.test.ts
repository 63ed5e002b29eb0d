import test from 'ava'
import { type PinSituation, planPin } from './sim-pin.ts'

const asks: PinSituation = { sim: 'pin', tries: { pin: 3 }, hasPin: true, isSpent: false }

const leaves = test.macro({
  exec: (t, change: Partial<PinSituation>, why: RegExp) => {
    const plan = planPin({ ...asks, ...change })
    t.regex(plan.do === 'leave' ? plan.why : 'entered', why)
  },
  title: (rule) => String(rule),
})

test('a PIN is entered where the SIM asks for it and two tries are left', (t) => {
  t.is(planPin(asks).do, 'enter')
  t.is(planPin({ ...asks, tries: { pin: 2 } }).do, 'enter')
})
test('the last try is not spent', leaves, { tries: { pin: 1 } }, /not spent/)
test('no try is spent while nobody knows how many are left', leaves, { tries: {} }, /does not tell/)
test('a PIN that was refused is not tried again', leaves, { isSpent: true }, /not tried again/)
test('without a PIN there is nothing to enter', leaves, { hasPin: false }, /gives none/)
test('a PUK is never entered', leaves, { sim: 'puk' }, /no PIN/)
