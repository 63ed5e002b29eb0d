import test from 'ava'
import { followOnRig, straightPass } from '../../test/fakes/mount-rig.ts'
import type { MountLimits } from '../domain/mount-axes.ts'
import { keyholeShare } from './keyhole-share.ts'

const mount = (degPerS: number, highestDeg: number): MountLimits => ({
  azimuthDeg: [0, 450],
  elevationDeg: [0, highestDeg],
  maxRateDegPerS: { azimuthDegPerS: degPerS, elevationDegPerS: degPerS },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 6, elevationDegPerS2: 6 },
})
const missedDeg = 0.5

const guessedS = (asideDeg: number, limits: MountLimits): number => {
  const pass = straightPass(asideDeg, 20)
  let seconds = 0
  for (let at = -255; at < 250; at += 10)
    seconds += 10 * keyholeShare({ begin: pass(at), end: pass(at + 10), stepS: 10 }, { limits, missedDeg })
  return seconds
}

const followedS = (asideDeg: number, limits: MountLimits): number => {
  const pass = straightPass(asideDeg, 20)
  const skyAt = (ms: number) => ({ satellite: 'A', look: pass(ms / 1000 - 250) })
  return followOnRig({ limits, skyAt, forMs: 500_000, start: skyAt(0).look, missedDeg }).missedS
}

for (const [asideDeg, degPerS, highestDeg] of [
  [0.1, 4.8, 90],
  [1, 4.8, 90],
  [2, 4.8, 90],
  [0.1, 9.6, 90],
  [0.1, 2.4, 90],
  [3, 2.4, 90],
  [1, 4.8, 180],
  [0.1, 4.8, 180],
  [5, 4.8, 90],
] as const) {
  test(`what ${degPerS}°/s up to ${highestDeg}° miss of a pass ${asideDeg}° from the zenith is guessed to a third and 4 s`, (t) => {
    const [guess, real] = [
      guessedS(asideDeg, mount(degPerS, highestDeg)),
      followedS(asideDeg, mount(degPerS, highestDeg)),
    ]
    t.true(Math.abs(guess - real) <= 4 + real / 3, `guessed ${guess} s, missed ${real} s`)
  })
}
