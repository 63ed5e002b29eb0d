import test from 'ava'
import { latchText } from './on-site.ts'

const cable = { by: 'Aigerim', reason: 'cable' }
const utcMs = Date.UTC(2026, 4, 31, 15, 2, 3)

test('what keeps terminals from transmitting says that it does, by whom, since when and why', (t) => {
  t.is(
    latchText({
      lockout: [{ ...cable, utcMs, utcTrust: 'trusted' }],
      mode: 'washing',
      modeBy: 'Bolat',
      modeLeftS: 90,
    }),
    'roof-work lockout: ON, by Aigerim, since 2026-05-31 15:02:03 UTC: cable\n' +
      'order to stop transmission: none\nmode: washing, by Bolat, 2 min left\n',
  )
  t.is(latchText({ mode: 'normal' }), 'roof-work lockout: off\norder to stop transmission: none\nmode: normal\n')
})

for (const [what, stamp, since] of [
  [
    'not trusted',
    { utcMs, utcTrust: 'candidate' as const },
    '2026-05-31 15:02:03 UTC, by a clock that was not trusted',
  ],
  ['unknown', { utcTrust: 'none' as const }, 'a time that nobody knew'],
  ['not kept by older firmware', {}, 'a time that nobody knew'],
] as const)
  test(`a time that was ${what} is not told as if it were sure`, (t) => {
    const text = latchText({ lockout: [{ ...cable, ...stamp }], mode: 'normal' })
    t.true(text.startsWith(`roof-work lockout: ON, by Aigerim, since ${since}: cable\n`), text)
  })

test('what cannot be read is not said to be off, and what to do is said with why', (t) => {
  t.regex(
    latchText({ isUnread: true, mode: 'normal' }),
    /^roof-work lockout: unknown: it is being read.*\norder to stop transmission: unknown likewise\n/,
  )
  t.regex(
    latchText({ isUnread: true, unreadWhy: 'its files are gone', mode: 'normal' }),
    /^roof-work lockout: unknown: .*\(its files are gone\).* lockout forget --by NAME --reason TEXT\norder/,
  )
})

test('each signer’s order to stop has a line of its own', (t) => {
  const orders = [
    { by: 'noc', reason: 'interference' },
    { by: 'shore', reason: 'test range' },
  ]
  const text = latchText({ disabled: orders, mode: 'normal' })
  t.regex(text, /order to stop transmission: ON, by noc, .*: interference\norder to stop transmission: ON, by shore, /)
})
