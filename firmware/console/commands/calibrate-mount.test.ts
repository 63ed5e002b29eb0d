import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { calibrateMount } from './calibrate-mount.ts'

type Shown = CommandReply<'peak.keep'>

const pass = (axis: 'azimuth' | 'elevation', peakDeg: number): Shown['passes'][number] => ({
  axis,
  points: [-1.2, -0.6, 0, 0.6, 1.2].map((offsetDeg) => ({ offsetDeg, db: 11 - 1.3 * (offsetDeg - peakDeg) ** 2 })),
  lost: 0,
  fit: { peakDeg, sigmaDeg: 0.02, peakDb: 11, rmsDb: 0.1, lossDbPerDeg2: 1.3 },
})
const turn = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
const found: Shown['found'] = {
  acrossDeg: 0.3,
  upDeg: -0.4,
  sigmaDeg: 0.02,
  headingSigmaDeg: 0.1,
  tiltSigmaDeg: 0.5,
  before: turn,
  after: { yawDeg: -0.35, pitchDeg: 0.4, rollDeg: 0 },
  turnSigmaDeg: { yawDeg: 0.1, pitchDeg: 0.05, rollDeg: 0.45 },
  isMoved: false,
  isBeyond: false,
}
const under: Shown = {
  leftS: 500,
  isMuted: true,
  satellite: 'KazSat-3',
  azimuthTrueDeg: 197,
  elevationDeg: 30,
  looks: 10,
  ofLooks: 42,
  passes: [],
  searchedDeg: 1.5,
  pointingLimitDeg: 0.5,
  isKept: false,
}
const passes = [pass('azimuth', 0), pass('elevation', 0), pass('azimuth', 0.3), pass('elevation', -0.4)]
const done: Shown = { ...under, looks: 42, passes, verdict: 'found', found }

interface SetUp {
  shown?: Shown
  answers?: boolean
  typed?: string
  typesNothing?: boolean
  abortAfterMs?: number
  refusal?: string
  /** Tracking ends the lease after so many looks of the console. */
  endsAfter?: number
}

/** Tracking that scans for five seconds, and an interlock that lifts. */
const running = async ({
  shown = done,
  answers = true,
  typed = '',
  typesNothing = false,
  abortAfterMs,
  refusal,
  endsAfter,
}: SetUp = {}) => {
  const controller = new AbortController()
  const { context, clock, answer, said, asked } = consoleContext({
    ended: controller.signal,
    answers,
    typed: [typed],
    typesNothing,
    told: {
      transmit: {
        atMs: 0,
        isLineRenewed: true,
        isLockedOut: false,
        mode: 'normal',
        terminals: { dish: { isPermitted: true, conditions: [] } },
      },
    },
  })
  const ordered: string[] = []
  let keeps = 0
  answer('peak.set', () => (refusal === undefined ? { ok: true, reply: under } : refuse(refusal)))
  answer('peak.keep', () => {
    keeps++
    if (endsAfter !== undefined && keeps > endsAfter) return refuse('the train moves: 1.0 m/s of 0.5 m/s')
    return { ok: true, reply: keeps < 5 ? under : shown }
  })
  answer('peak.adopt', () => {
    ordered.push('adopt')
    return { ok: true, reply: { ...shown, isKept: true } }
  })
  answer('peak.end', () => {
    ordered.push('end')
    return { ok: true, reply: {} }
  })
  answer('hand.lift', ({ forMs, isRoofClear, by }) => {
    ordered.push(`lift ${forMs} ${isRoofClear} ${by}`)
    return { ok: true, reply: {} }
  })
  answer('hand.mute', () => {
    ordered.push('mute')
    return { ok: true, reply: {} }
  })
  const ended = calibrateMount.run(context, { terminal: 'dish' })
  if (abortAfterMs !== undefined) clock.after(abortAfterMs, () => controller.abort())
  await clock.runFor(120_000)
  const outcome = await ended
  return { outcome, ordered, asked, all: [...said, textOf(outcome)].join('\n') }
}

test('the scan, the peak and the mount before and after are shown, kept after a yes, and proven after the terminal’s name', async (t) => {
  const { outcome, ordered, all } = await running({ typed: 'dish' })
  t.falsy(outcome.isBad)
  t.deepEqual(ordered, ['adopt', 'lift 20000 true aigerim', 'mute', 'end'])
  t.regex(all, /KazSat-3 \(197\.0° true, 30\.0° up\), 10 of 42/)
  t.regex(all, /peak at \+0\.30° ± 0\.02°[\s\S]*peak at -0\.40°/)
  t.regex(all, /aim was 0\.50° off, ± 0\.02° \(pointing limit 0\.50°\)/)
  t.regex(all, /yaw +0\.00° +-0\.35° +0\.10° +±3°/)
  t.regex(all, /two turns of three\. Not sure: roll\./)
  t.regex(all, /TRANSMITS[\s\S]*Proven[\s\S]*goes back/)
  t.like(outcome.data, { isKept: true, proof: { permittedS: 19 } })
})

test('nothing is lifted unless the terminal’s name is typed, and nothing kept without a yes', async (t) => {
  for (const typed of ['', 'yes', 'dis']) t.deepEqual((await running({ typed })).ordered, ['adopt', 'end'], typed)
  const { ordered, all } = await running({ answers: false, typed: 'dish' })
  t.deepEqual(ordered, ['end'])
  t.regex(all, /Nothing was changed/)
})

test('each verdict that is no peak says why, and ends it', async (t) => {
  const verdicts = [
    'no-satellite',
    'holds',
    'blocked',
    'too-high',
    'satellites',
    'too-few',
    'no-peak',
    'outside',
    'scatter',
    'shape',
    'unsure',
  ] as const
  const said = new Set<string>()
  for (const verdict of verdicts) {
    const { outcome, ordered } = await running({ shown: { ...under, verdict, words: 'below mask' } })
    t.true(outcome.isBad)
    t.deepEqual(ordered, ['end'])
    said.add(outcome.lines[0] ?? '')
  }
  t.is(said.size, verdicts.length)
})

test('a mount that is off by more than is learnt is not kept', async (t) => {
  const { outcome, ordered, all } = await running({ shown: { ...done, found: { ...found, isBeyond: true } } })
  t.true(outcome.isBad)
  t.deepEqual(ordered, ['end'])
  t.regex(all, /Beyond what is learnt/)
})

test('Ctrl-C, a refusal and a train that moves end it in their words', async (t) => {
  const stopped = await running({ abortAfterMs: 2_500 })
  t.deepEqual(stopped.ordered, ['end'])
  t.true(stopped.outcome.isBad)
  const refused = await running({ refusal: 'the heading is not sure: 3.0° of 1°' })
  t.regex(refused.all, /heading is not sure/)
  t.deepEqual(refused.ordered, [])
  const moved = await running({ endsAfter: 2 })
  t.regex(moved.all, /the train moves: 1\.0/)
  const movedLater = await running({ endsAfter: 10, typed: 'dish' })
  t.true(movedLater.outcome.isBad)
  t.deepEqual(movedLater.ordered, ['adopt', 'lift 20000 true aigerim', 'end'])
})

test('a mute that ends while the roof is asked for takes the question back, and says so', async (t) => {
  const { outcome, ordered, all } = await running({ endsAfter: 10, typed: 'dish', typesNothing: true })
  t.true(outcome.isBad)
  t.deepEqual(ordered, ['adopt', 'end'])
  t.regex(all, /Over: [^\n]*the train moves[\s\S]*Not tried[\s\S]*transmits once its conditions are met/)
})
