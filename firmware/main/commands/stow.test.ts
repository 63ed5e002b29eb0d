import test from 'ava'
import { stowText } from './stow.ts'

test('what is ordered of mounts says by whom, why and for how long, and how each stands', (t) => {
  t.is(
    stowText({
      order: { by: 'Aigerim', reason: 'storm', leftS: 61 },
      wind: { by: 'Bolat', windMps: 18, leftS: 3_600 },
      mounts: {
        geo: { state: 'stowed', reasons: ['ordered by Aigerim: storm'] },
        second: { state: 'in use', reasons: [] },
        third: { state: 'unstowing', reasons: ['washing'] },
      },
    }),
    [
      'order to stow: ON, by Aigerim: storm, 2 min left',
      'wind: 18 m/s, as Bolat says, 60 min left',
      'geo: stowed: ordered by Aigerim: storm',
      'second: in use',
      'third: unstowing: no longer washing',
      '',
    ].join('\n'),
  )
  t.regex(
    stowText({ wind: { by: 'Bolat', windMps: 18, leftS: 60 }, isWindIdle: true, mounts: {} }),
    /no mount has stow\.airSpeedLimitMps/,
  )
  t.is(stowText({ mounts: {} }), 'order to stow: none\nwind: not told\nno mount that can be stowed is heard of\n')
})
