import test from 'ava'
import { utcMs } from '../../../hal/units.ts'
import { TimeScore } from './time-score.ts'

test('time is scored from its first word, trusted from the first that is, and against the truth', (t) => {
  const score = new TimeScore(1_000)
  t.deepEqual(score.summary(), { firstS: null, trustedS: null, source: 'none', errorP95Ms: 0, worstMs: 0 })
  for (let second = 1; second <= 100; second++) {
    const atMs = second * 1_000
    score.onTruth({ atMs, utcMs: utcMs(1e12 + atMs) })
    const errorMs = second === 50 ? 800 : 20
    const trust = second < 11 ? 'none' : second < 21 ? 'candidate' : 'trusted'
    score.onTime({ atMs, utcMs: 1e12 + atMs - errorMs, trust, source: 'gnss', reasons: [] })
  }
  const { errorP95Ms, ...rest } = score.summary()
  t.deepEqual(rest, { firstS: 10, trustedS: 20, source: 'gnss', worstMs: 800 })
  t.true(errorP95Ms >= 20 && errorP95Ms <= 23)
})
