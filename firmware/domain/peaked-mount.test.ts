import test from 'ava'
import { wrap180Deg } from '../../hal/units.ts'
import { acrossOf } from './across.ts'
import { type BiasEstimate, biasAtStart, biasFromTurns, type PeakAside, turnsOf } from './bias-filter.ts'
import { type Direction, type Mounting, mountDirection } from './frames.ts'
import { mountFromPeaks } from './peaked-mount.ts'

const warmth = { warmerC: 0, yawDeg: 0 }
const SIGMA_DEG = 0.02

const learnt = ({ yawDeg, pitchDeg, rollDeg }: Mounting): BiasEstimate =>
  biasFromTurns({
    turnsDeg: [rollDeg, pitchDeg, yawDeg],
    rollDegPerC: 0,
    covarianceDeg2: [0.0016, 0, 0, 0, 0.0016, 0, 0, 0, 0.0016],
  })

/** What a terminal that really sits so finds, when it is aimed by what it thinks. */
const peaksOf = (drawn: Direction, really: Mounting, thought: Mounting): PeakAside[] => {
  const direction = mountDirection(drawn, thought)
  const { azimuthDeg, elevationDeg } = acrossOf(mountDirection(drawn, really), direction)
  const sight = { direction, rate: { azimuthDeg: 0, elevationDeg: 0 }, warmth }
  return [
    { axis: 'azimuth', sight, peakDeg: azimuthDeg, sigmaDeg: SIGMA_DEG },
    { axis: 'elevation', sight, peakDeg: elevationDeg, sigmaDeg: SIGMA_DEG },
  ]
}

const asDrawn = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
const off = { yawDeg: 0.6, pitchDeg: -0.4, rollDeg: 0.35 }

test('two satellites well apart in azimuth show all three turns', (t) => {
  const first = mountFromPeaks(biasAtStart, peaksOf({ azimuthDeg: 150, elevationDeg: 35 }, off, asDrawn), warmth)
  const second = mountFromPeaks(first.estimate, peaksOf({ azimuthDeg: 60, elevationDeg: 50 }, off, first.after), warmth)
  for (const turn of ['yawDeg', 'pitchDeg', 'rollDeg'] as const) {
    t.true(Math.abs(wrap180Deg(second.after[turn] - off[turn])) < 0.05, `${turn} ${second.after[turn]}`)
    t.true(second.sigmaDeg[turn] < 0.15, `${turn} ± ${second.sigmaDeg[turn]}`)
  }
  t.false(second.isMoved || second.isBeyond)
})

test('one satellite shows where the beam belongs, and says that a turn about the line of sight is not seen', (t) => {
  const drawn = { azimuthDeg: 180, elevationDeg: 30 }
  const { after, sigmaDeg, before } = mountFromPeaks(biasAtStart, peaksOf(drawn, off, asDrawn), warmth)
  const { azimuthDeg, elevationDeg } = acrossOf(mountDirection(drawn, after), mountDirection(drawn, off))
  t.true(Math.hypot(azimuthDeg, elevationDeg) < 0.03)
  t.deepEqual(before, asDrawn)
  t.true(sigmaDeg.pitchDeg < 0.05, 'across the line of sight')
  t.true(sigmaDeg.rollDeg > 0.3, 'mostly along it')
})

test('a peak that agrees leaves what was learnt; one that contradicts it takes its place', (t) => {
  const drawn = { azimuthDeg: 120, elevationDeg: 40 }
  const agreeing = mountFromPeaks(learnt(off), peaksOf(drawn, off, off), warmth)
  t.false(agreeing.isMoved)
  t.true(Math.abs(agreeing.after.yawDeg - off.yawDeg) < 0.001)
  const moved = { yawDeg: -0.9, pitchDeg: -0.9, rollDeg: 0.2 }
  const other = mountFromPeaks(learnt(off), peaksOf(drawn, moved, off), warmth)
  t.true(other.isMoved)
  const { azimuthDeg, elevationDeg } = acrossOf(mountDirection(drawn, other.after), mountDirection(drawn, moved))
  t.true(Math.hypot(azimuthDeg, elevationDeg) < 0.06)
  t.true(other.sigmaDeg.yawDeg > agreeing.sigmaDeg.yawDeg)
})

test('a mount that is off by more than is learnt is told, not bent to the bounds', (t) => {
  const bent = { yawDeg: 0, pitchDeg: 2.6, rollDeg: 0 }
  const { isBeyond, estimate } = mountFromPeaks(
    biasAtStart,
    peaksOf({ azimuthDeg: 0, elevationDeg: 45 }, bent, asDrawn),
    warmth,
  )
  t.true(isBeyond)
  t.true(Math.abs(turnsOf(estimate).turnsDeg[1]) > 2.4)
})
