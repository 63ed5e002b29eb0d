import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { toDeg } from '../../../hal/units.ts'
import { type FusedFix, Fusion } from './fusion.ts'

const GRAVITY = 9.80665
const [NORTH_RADIUS_M, LAT_DEG, LON_DEG] = [6_367_449, 51, 71]
const EAST_RADIUS_M = NORTH_RADIUS_M * Math.cos((LAT_DEG * Math.PI) / 180)
const [IMU_HZ, FIX_EVERY] = [100, 20]
const [SPOOFED_FROM_S, WALK_MPS2, WALK_MPS_MAX] = [300, 0.05, 5]

/** A train northwards at 20 m/s, slower for a minute, with the noise of a usual board; fixes that walk off along `north`, `east`. */
const ride = (seconds: number, [north, east]: readonly [number, number], hasGyros = true) => {
  const random = seededRandom(1)
  const noise = (sigma: number): number => sigma * random.normal()
  const fusion = new Fusion()
  const [forceBias, gyroBias] = [noise(0.05), noise(0.005)]
  let [speedMps, wayM] = [20, 0]
  const most = { speed: 0, heading: 0, firstS: Number.POSITIVE_INFINITY, told: 0 }
  for (let tick = 0; tick < seconds * IMU_HZ; tick++) {
    const s = tick / IMU_HZ
    const accelerationMps2 = s > 30 && s < 60 ? -0.2 : s > 60 && s < 90 ? 0.2 : 0
    speedMps += accelerationMps2 / IMU_HZ
    wayM += speedMps / IMU_HZ
    const shake = 0.03
    fusion.onMotion({
      atMs: s * 1000 + 15,
      accelerationG: [(accelerationMps2 + forceBias) / GRAVITY + noise(shake / 3), noise(shake), -1 + noise(shake)],
      ...(hasGyros && { rateDps: [noise(0.035), noise(0.035), gyroBias + noise(0.035)] as const }),
    })
    if (tick % FIX_EVERY !== 0) continue
    const spoofedS = Math.max(0, s - SPOOFED_FROM_S)
    const walkMps = Math.min(WALK_MPS_MAX, WALK_MPS2 * spoofedS)
    const rampS = Math.min(spoofedS, WALK_MPS_MAX / WALK_MPS2)
    const offM = (WALK_MPS2 * rampS ** 2) / 2 + WALK_MPS_MAX * (spoofedS - rampS)
    const [velocityNorth, velocityEast] = [speedMps + north * walkMps + noise(0.05), east * walkMps + noise(0.05)]
    const fix: FusedFix = {
      atMs: s * 1000 + 100,
      utcMs: 1.8e12 + s * 1000,
      latDeg: LAT_DEG + toDeg((wayM + north * offM) / NORTH_RADIUS_M),
      lonDeg: LON_DEG + toDeg((east * offM) / EAST_RADIUS_M),
      heightM: 300,
      speedMps: Math.hypot(velocityNorth, velocityEast),
      courseTrueDeg: (toDeg(Math.atan2(velocityEast, velocityNorth)) + 360) % 360,
      hdop: 1,
    }
    const judgement = fusion.judge(fix)
    if (judgement) fusion.take(fix, judgement)
    else fusion.restart(fix)
    const pulled = fusion.pulledSigmas()
    if (!pulled) continue
    most.told++
    most.speed = Math.max(most.speed, pulled.speed)
    most.heading = Math.max(most.heading, pulled.heading)
    if (Math.max(pulled.speed, pulled.heading) >= 4) most.firstS = Math.min(most.firstS, s - SPOOFED_FROM_S)
  }
  return most
}

test('an honest receiver pulls by less than three sigma', (t) => {
  const { speed, heading, told } = ride(480, [0, 0])
  t.true(told > 1_000)
  t.true(speed < 3 && heading < 3, `${speed} ${heading}`)
})

test('one that walks off across the track pulls the heading at once, and stands out for as long as it is held', (t) => {
  const { heading, firstS } = ride(360, [0, 1])
  t.true(heading > 8, `${heading}`)
  t.true(firstS < 30, `${firstS}`)
})

test('one that walks off along the track pulls the speed', (t) => {
  const { speed, heading } = ride(480, [1, 0])
  t.true(speed > 4, `${speed}`)
  t.true(heading < 3, `${heading}`)
})

test('without gyroscopes there is nothing to tell by', (t) => {
  t.is(ride(120, [0, 0], false).told, 0)
})
