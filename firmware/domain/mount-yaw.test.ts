import test from 'ava'
import { anchored, claimedHeading, type MountYaw } from './mount-yaw.ts'

test('looks at a train whose heading is known by other means make the mount surer, to what a mount gives and no further', (t) => {
  let mount: MountYaw | undefined
  for (let minute = 0; minute < 600; minute++) mount = anchored(mount, { yawDeg: 0.4, sigmaDeg: 0.1 }, 0.05)
  t.true(Math.abs((mount?.yawDeg ?? 0) - 0.4) < 1e-9)
  t.is(mount?.varianceDeg2, 0.05 ** 2)
})

test('looks of one minute after the other count for less than looks of their own', (t) => {
  const one = anchored(undefined, { yawDeg: 0.4, sigmaDeg: 0.1 }, 0)
  t.true(one.varianceDeg2 > 6 * 0.01)
})

test('a terminal that is seen turned further than it sits tells that the heading is short by it, round north as well', (t) => {
  const mount = { yawDeg: 0.4, varianceDeg2: 0.0025 }
  const claim = claimedHeading(359.8, { yawDeg: 0.9, sigmaDeg: 0.12 }, mount)
  t.true(Math.abs(claim.headingTrueDeg - 0.3) < 1e-9)
  t.true(Math.abs(claim.sigmaDeg - 0.13) < 1e-9)
})
