import test from 'ava'
import {
  initialVibrationWatch,
  planVibrationWatch,
  type VibrationAction,
  type VibrationSeen,
  type VibrationWatchState,
} from './vibration-watch.ts'

const usual: VibrationSeen = {
  speedMps: 27,
  rmsG: [0.01, 0.01, 0.02],
  highG: [0.004, 0.004, 0.008],
  crest: [3, 3, 3.2],
  gravityG: [0.01, 0.02, -1],
  levels: [{ axis: 'vertical', mps2: 0.2, limitMps2: 0.92 }],
}

/** A look every 5 s; a little scatter, as of real track. */
const look = (seen: Partial<VibrationSeen>, at: number): VibrationSeen => {
  const of = { ...usual, ...seen }
  const scatter = 1 + 0.1 * Math.sin(at)
  return { ...of, rmsG: [of.rmsG[0] * scatter, of.rmsG[1] * scatter, of.rmsG[2] * scatter] }
}

const ride = (state: VibrationWatchState, looks: number, seen: Partial<VibrationSeen> = {}) => {
  const actions: VibrationAction[] = []
  const reasons: string[] = []
  for (let at = 0; at < looks; at++) {
    const planned = planVibrationWatch(state, look(seen, at))
    state = planned.state
    actions.push(...planned.actions)
    reasons.push(...planned.reasons)
  }
  return { state, actions, reasons }
}

const learnt = (): VibrationWatchState => ride(initialVibrationWatch(), 80).state
const shaken: Partial<VibrationSeen> = { rmsG: [0.01, 0.01, 0.06] }

test('a quiet ride raises nothing', (t) => {
  t.deepEqual(ride(initialVibrationWatch(), 2_000).actions, [])
})

test('thrice the usual for 15 s is told once, with its ratio, and cleared after 30 s of the usual', (t) => {
  const bad = ride(learnt(), 3, shaken)
  t.deepEqual(bad.actions, [{ do: 'raise', alarm: 'over-baseline' }])
  t.regex(bad.reasons[0] ?? '', /vertical 0\.06\d g rms, 3\.\d times what is usual/)
  const better = ride(bad.state, 5)
  t.deepEqual(better.actions, [])
  t.deepEqual(ride(better.state, 1).actions, [{ do: 'clear', alarm: 'over-baseline' }])
})

test('points and crossings, 10 s of shaking, raise nothing', (t) => {
  let state = learnt()
  for (let crossing = 0; crossing < 20; crossing++) {
    const crossed = ride(state, 2, shaken)
    const after = ride(crossed.state, 4)
    t.deepEqual([...crossed.actions, ...after.actions], [])
    state = after.state
  }
})

test('what is remarkable is not learnt', (t) => {
  const before = learnt()
  t.is(ride(before, 200, shaken).state.baseline, before.baseline)
})

test('what grows by a tenth an hour is told once it has doubled', (t) => {
  let state = learnt()
  let grownTo = 0
  for (let hour = 1; hour < 40 && grownTo === 0; hour++) {
    const times = 1.1 ** hour
    const hourOf = ride(state, 720, { rmsG: [0.01 * times, 0.01 * times, 0.02 * times] })
    state = hourOf.state
    if (hourOf.actions.some(({ alarm }) => alarm === 'over-baseline')) grownTo = times
  }
  t.true(grownTo > 1.5 && grownTo < 3, `${grownTo}`)
})

test('another speed has its own usual, a train that stands has none', (t) => {
  t.deepEqual(ride(learnt(), 10, { ...shaken, speedMps: 12 }).actions, [])
  t.deepEqual(ride(learnt(), 10, { ...shaken, speedMps: 0 }).actions, [])
  t.deepEqual(ride(learnt(), 10, { ...shaken, speedMps: undefined }).actions, [])
})

test('the standard is held to without anything learnt, also at rest', (t) => {
  const levels = [{ axis: 'transverse', mps2: 0.5, limitMps2: 0.41 }] as const
  const { actions, reasons } = ride(initialVibrationWatch(), 3, { speedMps: 0, levels })
  t.deepEqual(actions, [{ do: 'raise', alarm: 'over-en61373' }])
  t.regex(reasons[0] ?? '', /transverse 0\.50 m\/s².*0\.41/)
})

const rattle: Partial<VibrationSeen> = { highG: [0.02, 0.02, 0.03], crest: [6, 5, 6] }
const sagged: Partial<VibrationSeen> = { gravityG: [0.01, 0.12, -0.99] }

test('a mount that rattles, knocks and sags is told as loose', (t) => {
  const { actions, reasons } = ride(learnt(), 40, { ...rattle, ...sagged })
  t.deepEqual(actions, [{ do: 'raise', alarm: 'loose-mount' }])
  t.regex(reasons[0] ?? '', /mount looks loose: it rattles \d\.\d times.*hangs \d\.\d° off/)
})

for (const [name, seen] of [
  ['rattling alone', rattle],
  ['sagging alone', sagged],
  ['a rough track, which shakes all frequencies alike', { highG: [0.02, 0.02, 0.03], ...sagged }],
] as const)
  test(`${name} is no loose mount`, (t) => {
    t.deepEqual(ride(learnt(), 60, seen).actions, [])
  })

test('a loose mount stays told while the train stands: nothing there speaks against it', (t) => {
  const loose = ride(learnt(), 40, { ...rattle, ...sagged })
  t.deepEqual(ride(loose.state, 100, { speedMps: 0 }).actions, [])
})
