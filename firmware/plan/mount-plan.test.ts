import test from 'ava'
import fc from 'fast-check'
import { followOnRig, straightPass } from '../../test/fakes/mount-rig.ts'
import type { MountLimits } from '../domain/mount-axes.ts'
import { mountPlanAtStart, planMount } from './mount-plan.ts'

const mount = (
  azimuthDeg: readonly [number, number],
  highestDeg: number,
  more: { degPerS?: number; degPerS2?: number } = {},
): MountLimits => {
  const { degPerS = 4.8, degPerS2 = 4.8 } = more
  return {
    azimuthDeg,
    elevationDeg: [0, highestDeg],
    maxRateDegPerS: { azimuthDegPerS: degPerS, elevationDegPerS: degPerS },
    maxAccelerationDegPerS2: { azimuthDegPerS2: degPerS2, elevationDegPerS2: degPerS2 },
  }
}

/** A pass that is highest after 250 s, so far from the zenith; the mount stands on the satellite at its start. */
const passOver = (asideDeg: number, limits: MountLimits, bearingDeg = 20) => {
  const pass = straightPass(asideDeg, bearingDeg)
  const skyAt = (ms: number) => ({ satellite: 'A', look: pass(ms / 1000 - 250) })
  return followOnRig({ limits, skyAt, forMs: 500_000, start: skyAt(0).look })
}

const zeniths: readonly [asideDeg: number, degPerS: number, highestDeg: number, leastS: number, mostS: number][] = [
  // Azimuth has to go half a turn: 180° at 4.8°/s are 38 s; in some of them the satellite is near enough.
  [0.1, 4.8, 90, 25, 29],
  [0.1, 9.6, 90, 9, 13],
  // Over the top it has nothing to turn.
  [0.1, 4.8, 180, 0, 0.5],
  [0.4, 9.6, 180, 0, 0.5],
  // Azimuth leads by so little that nothing is lost.
  [4, 4.8, 90, 0, 1],
  [4, 4.8, 180, 0, 1],
]
for (const [asideDeg, degPerS, highestDeg, leastS, mostS] of zeniths) {
  test(`a pass ${asideDeg}° from the zenith is missed for ${leastS} to ${mostS} s by a mount of ${degPerS}°/s up to ${highestDeg}°`, (t) => {
    const { missedS, missedUnsaidS, reasons } = passOver(asideDeg, mount([0, 450], highestDeg, { degPerS }))
    t.true(missedS >= leastS && missedS <= mostS, `${missedS} s`)
    t.true(missedUnsaidS < 1, `${missedUnsaidS} s`)
    const predictedS = Number(/(\d+) s missed/.exec(reasons.join())?.[1])
    t.true(Math.abs(missedS - predictedS) <= 2, `${predictedS} s were predicted, ${missedS} s came`)
  })
}

test('a zenith pass that is foreseen loses less than one that is followed as fast as the mount goes', (t) => {
  for (const asideDeg of [0.1, 1]) {
    const pass = straightPass(asideDeg, 20)
    const skyAt = (ms: number) => ({ satellite: 'A', look: pass(ms / 1000 - 250) })
    const rig = { limits: mount([0, 450], 90), skyAt, forMs: 500_000, start: skyAt(0).look, missedDeg: 1.25 }
    // Nothing is foreseen but the next step.
    const blind = followOnRig({ ...rig, steps: 2 })
    const foreseen = followOnRig(rig)
    t.true(foreseen.missedS < 0.9 * blind.missedS, `${foreseen.missedS} s and ${blind.missedS} s`)
    t.true(foreseen.missedUnsaidS < 0.5)
  }
})

test('commands stay within limits, rates and stops, whatever passes', (t) => {
  const travels = [
    [0, 450],
    [-180, 540],
    [-90, 450],
    [0, 360],
  ] as const
  fc.assert(
    fc.property(
      fc.constantFrom(...travels),
      fc.constantFrom(90, 180),
      fc.double({ min: 0, max: 30, noNaN: true }),
      fc.double({ min: 0, max: 360, noNaN: true }),
      fc.double({ min: 1.5, max: 20, noNaN: true }),
      (azimuthDeg, highestDeg, asideDeg, bearingDeg, degPerS) => {
        const limits = mount(azimuthDeg, highestDeg, { degPerS })
        const { farthestBeyondDeg, fastestDegPerS, stands } = passOver(asideDeg, limits, bearingDeg)
        t.true(farthestBeyondDeg <= 1e-9 && fastestDegPerS <= degPerS + 1e-9)
        t.true(stands.every((stand) => stand.azimuthDeg >= azimuthDeg[0] && stand.azimuthDeg <= azimuthDeg[1]))
      },
    ),
    { numRuns: 25, seed: 1 },
  )
})

/** A geostationary satellite over a train that turns by 720° in an hour. */
const circling = (senseDeg: 1 | -1) => (ms: number) => ({
  satellite: 'GEO',
  look: { azimuthDeg: (((200 + (senseDeg * ms) / 5_000) % 360) + 360) % 360, elevationDeg: 30 },
})
const circles: readonly [travel: readonly [number, number], sense: 1 | -1, turns: number][] = [
  [[0, 450], -1, 2],
  [[0, 450], 1, 2],
  [[-180, 540], -1, 1],
  [[-180, 540], 1, 2],
]
for (const [travel, sense, turns] of circles) {
  test(`an hour of circles, sense ${sense}, takes ${turns} turns of a cable from ${travel[0]}° to ${travel[1]}°, and no damage`, (t) => {
    const limits = mount(travel, 90, { degPerS: 9.6 })
    const rig = { limits, skyAt: circling(sense), forMs: 3_600_000, stepMs: 30_000, isEndless: true }
    const report = followOnRig({ ...rig, start: { azimuthDeg: 200, elevationDeg: 30 } })
    t.is(report.turns, turns)
    t.is(report.farthestBeyondDeg, 0)
    t.true(report.missedS <= turns * 40, `${report.missedS} s`)
    t.true(report.missedUnsaidS < 0.5, `${report.missedUnsaidS} s`)
    t.is(report.reasons.filter((reason) => reason.startsWith('the mount turns')).length, turns)
  })
}

test('a cable that does not last is unwound while a tunnel hides the satellite, ahead of need', (t) => {
  const limits = mount([0, 450], 90, { degPerS: 9.6 })
  const isHidden = (ms: number): boolean => ms >= 600_000 && ms < 690_000
  const rig = { limits, skyAt: circling(-1), isHidden, forMs: 1_500_000, stepMs: 30_000, isEndless: true }
  const report = followOnRig({ ...rig, start: { azimuthDeg: 200, elevationDeg: 30 } })
  t.is(report.turns, 1)
  t.true(report.missedS < 0.5, `${report.missedS} s`)
  t.true(
    report.reasons.some((reason) => reason.endsWith('while the satellite is hidden')),
    report.reasons.join('\n'),
  )
})

test('between two satellites the mount turns so that its cable lasts the whole pass', (t) => {
  const limits = mount([0, 450], 90, { degPerS: 9.6 })
  // Anticlockwise from 40° through north to 320°: on the near side the stop at 0° would come in its middle.
  const looks = Array.from({ length: 30 }, (_, step) => ({
    atMs: step * 10_000,
    satellite: 'B',
    look: { azimuthDeg: (400 - (80 * step) / 29) % 360, elevationDeg: 40 },
  }))
  const stand = { azimuthDeg: 20, elevationDeg: 30, isFlipped: false }
  const seen = { limits, looks, stand, missedDeg: 0.5, isEndless: false }
  const { actions, reasons } = planMount({ satellite: 'A' }, seen, 0)
  t.deepEqual(actions, [{ do: 'turn', azimuthDeg: 400, isFlipped: false }])
  t.deepEqual(reasons, ['the mount turns from 20° to 400° so that its cable lasts: 42 s'])
})

test('what was said of a turn or a keyhole to come is not said again', (t) => {
  const limits = mount([0, 450], 90, { degPerS: 9.6 })
  const rig = { limits, skyAt: circling(-1), forMs: 900_000, stepMs: 30_000, isEndless: true }
  const { reasons } = followOnRig({ ...rig, start: { azimuthDeg: 200, elevationDeg: 30 } })
  t.is(reasons.length, 1, reasons.join('\n'))
  t.is(passOver(0.1, mount([0, 450], 90)).reasons.length, 1)
})

test('nothing to follow is nothing to plan', (t) => {
  const seen = { limits: mount([0, 450], 90), looks: [], missedDeg: 0.5, isEndless: false }
  t.deepEqual(planMount(mountPlanAtStart, seen, 0), { state: {}, actions: [], reasons: [] })
})
