import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import {
  type BiasEstimate,
  biasAtStart,
  biasFromTurns,
  mountingOf,
  observed,
  pointingSigmaDeg,
  turnsOf,
  withCarrier,
  withHeadingDoubt,
  withSatellite,
} from './bias-filter.ts'
import { bodyFromMount, mountDirection, separationDeg } from './frames.ts'

const warmth = { warmerC: 0, yawDeg: 0 }
const still = { azimuthDeg: 0, elevationDeg: 0 }
const truth = { yawDeg: 0.6, pitchDeg: -0.3, rollDeg: 0.4 }
const LOSS = 12 / 9

/** Looks at satellites all round with a dithered beam whose terminal sits as `truth` has it. */
const learn = (readings: number, noiseDb: number): BiasEstimate => {
  const random = seededRandom(3)
  let estimate = withCarrier(biasAtStart, 12)
  for (let index = 0; index < readings; index++) {
    const body = { azimuthDeg: (index * 77) % 360, elevationDeg: 35 + ((index * 13) % 40) }
    const direction = mountDirection(body, mountingOf(estimate, warmth))
    const angle = (index * Math.PI) / 2
    const beside = { azimuthDeg: 0.3 * Math.cos(angle), elevationDeg: 0.3 * Math.sin(angle) }
    const beam = {
      azimuthDeg: direction.azimuthDeg + beside.azimuthDeg / Math.cos((direction.elevationDeg * Math.PI) / 180),
      elevationDeg: direction.elevationDeg + beside.elevationDeg,
    }
    const offDeg = separationDeg(bodyFromMount(beam, truth), body)
    const db = 12 - LOSS * offDeg ** 2 + noiseDb * random.normal()
    const sight = { direction, rate: still, warmth }
    estimate = observed(estimate, sight, { db, sigmaDb: 0.32, beside, aimed: estimate, lossDbPerDeg2: LOSS }).estimate
  }
  return estimate
}

test('a dithered beam finds the three turns of a terminal from what the carrier does', (t) => {
  const found = mountingOf(learn(600, 0.3), warmth)
  t.true(Math.abs(found.yawDeg - truth.yawDeg) < 0.1, `${found.yawDeg}`)
  t.true(Math.abs(found.pitchDeg - truth.pitchDeg) < 0.1, `${found.pitchDeg}`)
  t.true(Math.abs(found.rollDeg - truth.rollDeg) < 0.1, `${found.rollDeg}`)
})

test('readings make the pointing surer', (t) => {
  const sight = { direction: { azimuthDeg: 40, elevationDeg: 50 }, rate: still, warmth }
  t.true(pointingSigmaDeg(biasAtStart, sight) > 0.4)
  t.true(pointingSigmaDeg(learn(600, 0.3), sight) < 0.06)
})

test('a bias stays within what fitters leave, whatever the carrier says', (t) => {
  const { yawDeg, pitchDeg, rollDeg } = mountingOf(learn(200, 40), warmth)
  t.true(Math.abs(yawDeg) <= 3 && Math.abs(pitchDeg) <= 2 && Math.abs(rollDeg) <= 2)
})

test('a satellite that moves across is found ahead of its elements', (t) => {
  const rate = { azimuthDeg: 0.3, elevationDeg: 0 }
  const direction = { azimuthDeg: 90, elevationDeg: 45 }
  let estimate = withCarrier(withSatellite(biasFromTurns({ ...turnsOf(learn(600, 0.1)) }), 2), 12)
  const aimed = estimate
  for (let index = 0; index < 200; index++) {
    const beside = { azimuthDeg: index % 2 === 0 ? 0.3 : -0.3, elevationDeg: 0 }
    // It is two seconds ahead: 0.6° clockwise of the aim.
    const db = 12 - LOSS * (beside.azimuthDeg - 0.6) ** 2
    const reading = { db, sigmaDb: 0.32, beside, aimed, lossDbPerDeg2: LOSS }
    estimate = observed(estimate, { direction, rate, warmth }, reading).estimate
  }
  t.true(Math.abs((estimate.means[4] ?? 0) - 2) < 0.4, `${estimate.means[4]}`)
})

test('one reading that is far off, as a coach that sways makes it, does not throw the aim off', (t) => {
  // After a tunnel: the heading is known to half a degree, and the yaw as badly.
  const before = withHeadingDoubt(learn(600, 0.3), 0.54 ** 2)
  const sight = { direction: { azimuthDeg: 0, elevationDeg: 35 }, rate: still, warmth }
  const beside = { azimuthDeg: 0.36, elevationDeg: 0 }
  const turnedDeg = (offDb: number): number => {
    const db = (before.means[5] ?? 0) - LOSS * beside.azimuthDeg ** 2 + offDb
    const { estimate } = observed(before, sight, { db, sigmaDb: 0.32, beside, aimed: before, lossDbPerDeg2: LOSS })
    return Math.abs(mountingOf(estimate, warmth).yawDeg - mountingOf(before, warmth).yawDeg)
  }
  t.true(turnedDeg(0.6) > 0.4, `${turnedDeg(0.6)}`)
  t.true(turnedDeg(-2.2) < 0.8, `${turnedDeg(-2.2)}`)
  t.true(turnedDeg(-2.2) < turnedDeg(-1.3), 'the further off it is, the less it says')
})

test('turns outlive a restart, a little less sure', (t) => {
  const before = learn(600, 0.3)
  const after = biasFromTurns(JSON.parse(JSON.stringify(turnsOf(before))))
  t.deepEqual(mountingOf(after, warmth), mountingOf(before, warmth))
  const sight = { direction: { azimuthDeg: 40, elevationDeg: 50 }, rate: still, warmth }
  t.true(pointingSigmaDeg(after, sight) > pointingSigmaDeg(before, sight))
})

test('a terminal that is turned to the body tilts about its own axes when the body rolls', (t) => {
  const warmed = { ...biasAtStart, means: [0, 0, 0, 0.02, 0, 0] }
  const { rollDeg, pitchDeg } = mountingOf(warmed, { warmerC: 10, yawDeg: 90 })
  t.true(Math.abs(rollDeg) < 1e-9)
  t.true(Math.abs(pitchDeg + 0.2) < 1e-9)
})
