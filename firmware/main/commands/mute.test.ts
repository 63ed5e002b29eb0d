import test from 'ava'
import { muteJson } from './mute.ts'

test('as JSON a condition says for how long it stands, and one that is not met what can be done', (t) => {
  const mode = { name: 'mode', isMet: false, value: 'washing', limit: 'normal', sinceMs: 1_500 }
  const supply = { name: 'supply', isMet: true, value: 'good', limit: 'good' }
  t.deepEqual(
    muteJson({
      atMs: 4_000,
      isLineRenewed: false,
      isLockedOut: false,
      mode: 'washing',
      terminals: { dish: { isPermitted: false, sinceMs: 1_000, conditions: [mode, supply] } },
    }),
    {
      isLineRenewed: false,
      isLockedOut: false,
      mode: 'washing',
      terminals: {
        dish: {
          isPermitted: false,
          forS: 3,
          conditions: [
            {
              name: 'mode',
              isMet: false,
              value: 'washing',
              limit: 'normal',
              forS: 2.5,
              remedy: 'mode normal --by NAME, or wait: it ends by itself',
            },
            supply,
          ],
        },
      },
    },
  )
})
