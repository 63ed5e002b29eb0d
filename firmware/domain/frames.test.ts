import test from 'ava'
import {
  type Attitude,
  bodyDirection,
  bodyFromMount,
  type Direction,
  mountDirection,
  separationDeg,
  skyDirection,
  vectorToBody,
} from './frames.ts'

const level: Attitude = { headingTrueDeg: 0, pitchDeg: 0, rollDeg: 0 }
const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9

const cases: readonly [title: string, sky: Direction, attitude: Partial<Attitude>, body: Direction][] = [
  [
    'north is at 270° from the nose of a train that heads east',
    { azimuthDeg: 0, elevationDeg: 10 },
    { headingTrueDeg: 90 },
    { azimuthDeg: 270, elevationDeg: 10 },
  ],
  [
    'nose up lowers what is ahead',
    { azimuthDeg: 0, elevationDeg: 30 },
    { pitchDeg: 10 },
    { azimuthDeg: 0, elevationDeg: 20 },
  ],
  [
    'nose up raises what is behind',
    { azimuthDeg: 180, elevationDeg: 30 },
    { pitchDeg: 10 },
    { azimuthDeg: 180, elevationDeg: 40 },
  ],
  [
    'right side down raises what is to the right',
    { azimuthDeg: 90, elevationDeg: 30 },
    { rollDeg: 5 },
    { azimuthDeg: 90, elevationDeg: 35 },
  ],
  [
    'right side down lowers what is to the left',
    { azimuthDeg: 270, elevationDeg: 30 },
    { rollDeg: 5 },
    { azimuthDeg: 270, elevationDeg: 25 },
  ],
  [
    'roll leaves what is dead ahead on the horizon',
    { azimuthDeg: 40, elevationDeg: 0 },
    { headingTrueDeg: 40, rollDeg: 7 },
    { azimuthDeg: 0, elevationDeg: 0 },
  ],
]

for (const [title, sky, attitude, expected] of cases) {
  test(title, (t) => {
    const body = bodyDirection(sky, { ...level, ...attitude })
    t.true(separationDeg(body, expected) < 1e-9, JSON.stringify(body))
  })
}

test('the zenith falls behind when the nose goes down', (t) => {
  const body = bodyDirection({ azimuthDeg: 123, elevationDeg: 90 }, { ...level, pitchDeg: -6 })
  t.true(separationDeg(body, { azimuthDeg: 180, elevationDeg: 84 }) < 1e-9, JSON.stringify(body))
})

test('sky to body to sky, and body to mount to body, return the same direction', (t) => {
  const attitude = { headingTrueDeg: 213, pitchDeg: -2.5, rollDeg: 5.6 }
  const mounting = { yawDeg: 90, pitchDeg: 1, rollDeg: -0.7 }
  for (let azimuthDeg = 0; azimuthDeg < 360; azimuthDeg += 30) {
    for (const elevationDeg of [-20, 0, 25, 60, 89]) {
      const direction = { azimuthDeg, elevationDeg }
      t.true(separationDeg(skyDirection(bodyDirection(direction, attitude), attitude), direction) < 1e-9)
      t.true(separationDeg(bodyFromMount(mountDirection(direction, mounting), mounting), direction) < 1e-9)
    }
  }
})

test('rotation keeps the angle between two directions', (t) => {
  const a = { azimuthDeg: 15, elevationDeg: 44 }
  const b = { azimuthDeg: 250, elevationDeg: 12 }
  const attitude = { headingTrueDeg: 77, pitchDeg: 3, rollDeg: -4 }
  t.true(near(separationDeg(a, b), separationDeg(bodyDirection(a, attitude), bodyDirection(b, attitude))))
})

test('a mount turned 90° clockwise sees the nose at 270°', (t) => {
  const mount = mountDirection({ azimuthDeg: 0, elevationDeg: 20 }, { yawDeg: 90, pitchDeg: 0, rollDeg: 0 })
  t.true(near(mount.azimuthDeg, 270) && near(mount.elevationDeg, 20))
})

test('a tenth of a millidegree is still told apart', (t) => {
  const a = { azimuthDeg: 0, elevationDeg: 45 }
  t.true(Math.abs(separationDeg(a, { azimuthDeg: 0, elevationDeg: 45.0001 }) - 1e-4) < 1e-10)
  t.true(near(separationDeg(a, { azimuthDeg: 180, elevationDeg: 45 }), 90))
})

test('a vector of a mount turns as a direction of it does', (t) => {
  const mounting = { yawDeg: 35, pitchDeg: -6, rollDeg: 8 }
  const mount: Direction = { azimuthDeg: 70, elevationDeg: 20 }
  const rad = Math.PI / 180
  const level = Math.cos(20 * rad)
  const [x, y, z] = vectorToBody(mounting)([
    level * Math.cos(70 * rad),
    level * Math.sin(70 * rad),
    -Math.sin(20 * rad),
  ])
  const body = bodyFromMount(mount, mounting)
  t.true(near(Math.atan2(y, x) / rad, body.azimuthDeg))
  t.true(near(Math.asin(-z) / rad, body.elevationDeg))
})
