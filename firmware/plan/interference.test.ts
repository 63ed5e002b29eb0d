import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { type InterferenceObservation, interferenceAtStart, planInterference } from './interference.ts'

type Receiver = InterferenceObservation['receivers'][number]

const receiver = (more: Partial<Receiver> = {}): Receiver => ({
  name: 'a',
  jamming: 'unknown',
  spoofing: 'unknown',
  ...more,
})

/** Judges once a second; the level and reasons after each change, with the second in which it came. */
const judge = (stretches: readonly (readonly [seconds: number, seen: Partial<InterferenceObservation>])[]) => {
  let state = interferenceAtStart
  let second = 0
  const told: string[] = []
  for (const [seconds, seen] of stretches)
    for (const endS = second + seconds; second < endS; second++) {
      const planned = planInterference(state, { receivers: [receiver()], ...seen }, monotonicMs(second * 1_000))
      state = planned.state
      for (const { threat, level } of planned.actions)
        told.push(`${second} ${threat} ${level}: ${planned.reasons.join()}`)
    }
  return { told, state }
}

test('what nobody says anything of stays unknown', (t) => {
  const { told, state } = judge([[60, {}]])
  t.deepEqual(told, [])
  t.is(state.train.jamming.level, 'unknown')
})

test('ok is believed at once, worse after 3 s, better after 15 s', (t) => {
  const says = (jamming: Receiver['jamming']) => ({ receivers: [receiver({ jamming })] })
  const { told } = judge([
    [10, says('ok')],
    [10, says('critical')],
    [30, says('ok')],
  ])
  t.deepEqual(told, ['0 jamming ok: ', '13 jamming critical: a says jamming critical', '35 jamming ok: '])
})

test('a level that grows while it is weighed is weighed once', (t) => {
  const says = (jamming: Receiver['jamming']) => ({ receivers: [receiver({ jamming })] })
  const { told } = judge([
    [5, says('ok')],
    [2, says('warning')],
    [5, says('critical')],
  ])
  t.deepEqual(told.slice(1), ['8 jamming critical: a says jamming critical'])
})

test('one bad second alarms nobody', (t) => {
  const bad = { receivers: [receiver({ dropDb: 20, disagreesByM: 500 })], pulledSigmas: { speed: 30, heading: 30 } }
  t.deepEqual(
    judge([
      [10, {}],
      [2, bad],
      [10, {}],
    ]).told,
    [],
  )
})

for (const [what, seen, threat, level, reason] of [
  [
    'satellites that drop together',
    { receivers: [receiver({ dropDb: 7 })] },
    'jamming',
    'warning',
    'all satellites of a dropped by 7 dB',
  ],
  [
    'a deep drop',
    { receivers: [receiver({ dropDb: 14 })] },
    'jamming',
    'critical',
    'all satellites of a dropped by 14 dB',
  ],
  [
    'a receiver that disagrees',
    { receivers: [receiver({ disagreesByM: 40 })] },
    'spoofing',
    'warning',
    'a disagrees by 40 m',
  ],
  [
    'one that disagrees widely',
    { receivers: [receiver({ disagreesByM: 400 })] },
    'spoofing',
    'critical',
    'a disagrees by 400 m',
  ],
  [
    'a speed that inertia does not know',
    { pulledSigmas: { speed: 5, heading: 1 } },
    'spoofing',
    'warning',
    'fixes pull the speed 5 sigma off inertia',
  ],
  [
    'a turn that inertia does not know',
    { pulledSigmas: { speed: 1, heading: 9 } },
    'spoofing',
    'critical',
    'fixes pull the heading 9 sigma off inertia',
  ],
] as const) {
  test(`${what} is a sign of ${threat}, ${level}`, (t) => {
    t.deepEqual(judge([[6, seen]]).told, [`3 ${threat} ${level}: ${reason}`])
  })
}

test('one that nobody vouches for warns, however far off it is, and says how far', (t) => {
  const { told } = judge([[6, { receivers: [receiver({ disagreesByM: 4_000, isUnvouched: true })] }]])
  t.deepEqual(told, ['3 spoofing warning: a disagrees by 4000 m'])
})

test('the worst of all receivers is the train’s, each keeps its own', (t) => {
  const receivers = [receiver({ jamming: 'ok' }), receiver({ name: 'b', jamming: 'critical' })]
  const { state } = judge([[10, { receivers }]])
  t.is(state.train.jamming.level, 'critical')
  t.is(state.receivers['a']?.jamming.level, 'ok')
  t.is(state.receivers['b']?.jamming.level, 'critical')
})

test('a receiver that is voted out warns the train and is itself critical', (t) => {
  const { told, state } = judge([
    [10, { receivers: [receiver({ name: 'b', disagreesByM: 400, isOut: true }), receiver()] }],
  ])
  t.deepEqual(told, ['3 spoofing warning: b disagrees by 400 m'])
  t.is(state.receivers['b']?.spoofing.level, 'critical')
})
