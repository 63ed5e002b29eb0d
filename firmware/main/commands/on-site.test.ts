import test from 'ava'
import { latchText } from './on-site.ts'

test('what keeps terminals from transmitting says that it does, by whom and why', (t) => {
  t.is(
    latchText({ lockout: { by: 'Aigerim', reason: 'cable' }, mode: 'washing', modeLeftS: 90 }),
    'roof-work lockout: ON, by Aigerim: cable\norder to stop transmission: none\nmode: washing, 2 min left\n',
  )
  t.is(latchText({ mode: 'normal' }), 'roof-work lockout: off\norder to stop transmission: none\nmode: normal\n')
})
