import test from 'ava'
import fc from 'fast-check'
import { separationDeg } from '../domain/frames.ts'
import { beyond, lookOf, type MountLimits } from '../domain/mount-axes.ts'
import { branchOf, mountPath, standOn } from './mount-path.ts'
import { planWrap } from './mount-wrap.ts'

const limits: MountLimits = {
  azimuthDeg: [0, 450],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 10, elevationDegPerS: 5 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
}

/** A low pass: azimuth goes so far in five minutes. */
const pass = (fromDeg: number, byDeg: number, satellite = 'A', fromMs = 0) =>
  Array.from({ length: 31 }, (_, step) => ({
    atMs: fromMs + 10_000 * step,
    satellite,
    look: { azimuthDeg: (((fromDeg + (byDeg * step) / 30) % 360) + 360) % 360, elevationDeg: 40 },
  }))

const any = {
  fromDeg: fc.double({ min: 0, max: 360, noNaN: true }),
  byDeg: fc.double({ min: -170, max: 170, noNaN: true }),
  standDeg: fc.double({ min: 0, max: 450, noNaN: true }),
}

test('where one turn of the cable lasts a pass, none is wound back in the middle of it', (t) => {
  let lasting = 0
  fc.assert(
    fc.property(any.fromDeg, any.byDeg, any.standDeg, (fromDeg, byDeg, azimuthDeg) => {
      const path = mountPath(pass(fromDeg, byDeg))
      const lasts = (branch: number, marginDeg: number): boolean =>
        path.every((point) => beyond(standOn(point, branch).azimuthDeg, [marginDeg, 450 - marginDeg]) === 0)
      if (![-2, 0, 2].some((branch) => lasts(branch, 2))) return
      lasting++
      const stand = { azimuthDeg, elevationDeg: 30, isFlipped: false }
      const plan = planWrap({ path, keyholes: [], limits, stand, isFollowing: false, isEndless: false })
      t.is(new Set(plan?.branches).size, 1)
      t.true(lasts(plan?.branches[0] ?? Number.NaN, 0))
    }),
    { numRuns: 500, seed: 1 },
  )
  t.true(lasting > 300, `${lasting}`)
})

test('it is the turn with the least slew that lasts', (t) => {
  const first = (azimuthDeg: number): number => {
    const path = mountPath(pass(30, 40))
    const stand = { azimuthDeg, elevationDeg: 40, isFlipped: false }
    const plan = planWrap({ path, keyholes: [], limits, stand, isFollowing: false, isEndless: false })
    return 30 + 180 * (plan?.branches[0] ?? Number.NaN)
  }
  t.deepEqual([first(100), first(300), first(440)], [30, 390, 390])
})

test('which turn suits the satellite after this one counts too', (t) => {
  // After it, one goes from 20° through north: there the cable has to be a turn on, and going there twice costs more.
  const path = mountPath([...pass(60, -20), ...pass(20, -60, 'B', 310_000)])
  const stand = { azimuthDeg: 235, elevationDeg: 40, isFlipped: false }
  const plan = planWrap({ path, keyholes: [], limits, stand, isFollowing: false, isEndless: false })
  t.deepEqual([plan?.branches[0], plan?.branches.at(-1)], [2, 2])
})

test('a branch is found again from how the mount stands, and looks where the path says', (t) => {
  const [point] = mountPath(pass(30, 40))
  if (!point) throw new TypeError('a path has points')
  for (const branch of [-3, -2, -1, 0, 1, 2, 3]) {
    const stand = standOn(point, branch)
    t.is(branchOf(point, stand), branch)
    t.true(separationDeg(lookOf(stand), { azimuthDeg: 30, elevationDeg: 40 }) < 1e-6)
  }
})

test('azimuth is unwrapped through north and over a high pass by the way the satellite goes', (t) => {
  const low = mountPath(pass(350, 40))
  t.true(Math.abs((low.at(-1)?.azimuthDeg ?? 0) - 390) < 1e-9)
  const high = mountPath([
    { atMs: 0, satellite: 'A', look: { azimuthDeg: 10, elevationDeg: 88 } },
    { atMs: 10_000, satellite: 'A', look: { azimuthDeg: 185, elevationDeg: 88 } },
  ])
  t.true(Math.abs((high.at(-1)?.azimuthDeg ?? 0) - 185) < 1e-9)
})

test('a mount that cannot look there at all has no plan', (t) => {
  const narrow: MountLimits = { ...limits, azimuthDeg: [0, 60] }
  const path = mountPath(pass(180, 20))
  t.is(planWrap({ path, keyholes: [], limits: narrow, isFollowing: false, isEndless: false }), undefined)
})
