import test from 'ava'
import { move } from '../firmware/domain/geodesy.ts'
import { LearntTrack } from '../firmware/domain/learnt-track.ts'
import { seenFrom } from '../firmware/domain/track-curve.ts'
import { packTile, tileOf, unpackTile } from '../firmware/domain/track-tile.ts'
import { readText } from '../firmware/main/linux-machine.ts'
import { readRoute } from '../firmware/main/read-route.ts'
import { type Random, seededRandom } from '../hal/random.ts'
import { makeAlignment } from '../hardware/twin/world/alignment.ts'

const route = await readRoute({ readText }, 'astana-almaty')
const track = makeAlignment({ wayPoints: route.waypoints, lineSpeeds: route.lineSpeeds }, seededRandom(7))
const SPEED_MPS = 25
const EVERY_S = 0.5

/** Errors as the twin's receivers have them: 2.5 m, correlated over two minutes. */
const drift = (random: Random) => {
  const keep = Math.exp(-EVERY_S / 120)
  let [north, east] = [2.5 * random.normal(), 2.5 * random.normal()]
  return () => {
    const next = 2.5 * Math.sqrt(1 - keep * keep)
    north = north * keep + next * random.normal()
    east = east * keep + next * random.normal()
    return { north, east }
  }
}

interface Pass {
  fromKm: number
  toKm: number
  seed: number
  atMs: number
  tunnels?: readonly (readonly [number, number])[]
}

/** Rides over the track with the receiver's errors, in either direction; tunnels are not learnt from. */
const ride = (learnt: LearntTrack, { fromKm, toKm, seed, atMs, tunnels = [] }: Pass): void => {
  const random = seededRandom(seed)
  const error = drift(random)
  const sign = Math.sign(toKm - fromKm)
  for (let wayM = 0; wayM < Math.abs(toKm - fromKm) * 1000; wayM += SPEED_MPS * EVERY_S) {
    const alongM = fromKm * 1000 + sign * wayM
    const { north, east } = error()
    if (tunnels.some(([from, to]) => alongM >= from * 1000 && alongM < to * 1000)) continue
    const truth = track.at(alongM)
    const seen = move(move(truth, 0, north), 90, east)
    if (!learnt.isLoaded(tileOf(seen))) learnt.load(tileOf(seen), [])
    const courseTrueDeg = (truth.headingTrueDeg + (sign < 0 ? 180 : 0) + 0.3 * random.normal() + 360) % 360
    learnt.learn({ ...seen, courseTrueDeg, atMs: atMs + (wayM / SPEED_MPS) * 1000 })
  }
}

/** Across-track errors of the rails against the truth, each beside its sigma; the place asked for is off by up to 60 m along. */
const errors = (learnt: LearntTrack, [fromKm, toKm]: readonly [number, number], tail = false) => {
  const found: { errorM: number; sigmaM: number; turnDeg: number; bearingSigmaDeg: number }[] = []
  let missing = 0
  for (let alongM = fromKm * 1000; alongM < toKm * 1000; alongM += 37) {
    const truth = track.at(alongM)
    const course = truth.headingTrueDeg + (tail ? 180 : 0)
    const at = learnt.at(move(truth, 45, 20), course % 360, SPEED_MPS)
    if (!at) missing++
    if (!at) continue
    const abeam = track.at(alongM + seenFrom(truth, truth.headingTrueDeg, at).alongM)
    const errorM = seenFrom(abeam, abeam.headingTrueDeg, at).crossM
    const turnDeg = ((at.bearingDeg - abeam.headingTrueDeg - (tail ? 180 : 0) + 900) % 360) - 180
    found.push({ errorM, sigmaM: at.crossSigmaM, turnDeg, bearingSigmaDeg: at.bearingSigmaDeg })
  }
  return { found, missing }
}

const shareWithin = (found: ReturnType<typeof errors>['found'], sigmas: number): number =>
  found.filter(({ errorM, sigmaM }) => Math.abs(errorM) <= sigmas * sigmaM).length / found.length

const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length)

test('on the second ride the rails are where they were learnt, and their sigma covers: 20 seeds', (t) => {
  const all = Array.from({ length: 20 }, (_, seed) => {
    const learnt = new LearntTrack()
    ride(learnt, { fromKm: 200, toKm: 215, seed, atMs: 0 })
    return errors(learnt, [201, 214])
  })
  const found = all.flatMap((one) => one.found)
  const share = shareWithin(found, 2)
  t.log(`one pass: within 2σ ${(share * 100).toFixed(1)} %, rms ${rms(found.map((f) => f.errorM)).toFixed(2)} m`)
  t.true(share >= 0.9 && share <= 0.995, String(share))
  t.is(
    all.reduce((sum, { missing }) => sum + missing, 0),
    0,
  )
  t.true(rms(found.map((f) => f.turnDeg)) < 0.8)
})

test('more passes, in both directions, make it surer, and the sigma says so honestly', (t) => {
  const found = Array.from({ length: 12 }, (_, seed) => {
    const learnt = new LearntTrack()
    for (let pass = 0; pass < 8; pass++) {
      const [fromKm, toKm] = pass % 2 === 0 ? [200, 210] : [210, 200]
      ride(learnt, { fromKm, toKm, seed: seed * 100 + pass, atMs: pass * 36e5 })
    }
    return errors(learnt, [201, 209], true).found
  }).flat()
  const share = shareWithin(found, 2)
  const errorM = rms(found.map((f) => f.errorM))
  t.log(`eight passes: within 2σ ${(share * 100).toFixed(1)} %, rms ${errorM.toFixed(2)} m`)
  t.true(errorM < 1.4 && share >= 0.9, `${errorM} m, ${share}`)
})

test('a tunnel is bridged between its portals, with a sigma that covers the bends inside', (t) => {
  const found = Array.from({ length: 30 }, (_, seed) => {
    const learnt = new LearntTrack()
    const fromKm = 100 + seed * 25
    const tunnel = [fromKm + 4, fromKm + 6.5] as const
    ride(learnt, { fromKm, toKm: fromKm + 10, seed, atMs: 0, tunnels: [tunnel] })
    const { found: inside, missing } = errors(learnt, [tunnel[0] + 0.1, tunnel[1] - 0.1])
    t.true(missing < 3, `${missing} places without rails at km ${fromKm}`)
    return inside
  }).flat()
  const share = shareWithin(found, 2)
  t.log(`tunnels: within 2σ ${(share * 100).toFixed(1)} %, rms ${rms(found.map((f) => f.errorM)).toFixed(1)} m`)
  t.true(share >= 0.9, String(share))
})

test('what was learnt is the same after it was kept, and small', (t) => {
  const learnt = new LearntTrack()
  ride(learnt, { fromKm: 200, toKm: 260, seed: 1, atMs: 0, tunnels: [[230, 232]] })
  const again = new LearntTrack()
  let bytes = 0
  for (const { tile, nodes } of learnt.takeChanged()) {
    const packed = packTile(nodes)
    bytes += packed.length
    again.load(tile, unpackTile(packed))
  }
  t.true(bytes / 60 < 1_000, `${bytes / 60} bytes a km`)
  for (const km of [210.3, 231, 250.02]) {
    const truth = track.at(km * 1000)
    const [a, b] = [learnt.at(truth, truth.headingTrueDeg), again.at(truth, truth.headingTrueDeg)]
    t.true(a !== undefined && b !== undefined)
    t.true(Math.abs((a?.crossSigmaM ?? 0) - (b?.crossSigmaM ?? 9)) < 0.1)
    t.true(Math.abs((a?.latDeg ?? 0) - (b?.latDeg ?? 9)) < 1e-6)
  }
})

test('damaged and foreign records are no track, whatever their bytes', (t) => {
  const random = seededRandom(3)
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, () => Math.floor(random.next() * 256))
    if (length >= 4) bytes.set([0, 0, 0, 1])
    for (const node of unpackTile(bytes)) t.true(Math.abs(node.latDeg) <= 90 && node.passes > 0)
  }
  t.pass()
})

test('rails that cross are not those of a train that goes the other way', (t) => {
  const learnt = new LearntTrack()
  ride(learnt, { fromKm: 200, toKm: 205, seed: 1, atMs: 0 })
  const truth = track.at(202_500)
  t.truthy(learnt.at(truth, truth.headingTrueDeg))
  t.truthy(learnt.at(truth, (truth.headingTrueDeg + 180) % 360))
  t.is(learnt.at(truth, (truth.headingTrueDeg + 90) % 360), undefined)
})

test('a look-up is cheap', (t) => {
  const learnt = new LearntTrack()
  ride(learnt, { fromKm: 200, toKm: 230, seed: 1, atMs: 0 })
  const places = Array.from({ length: 2_000 }, (_, index) => track.at(201_000 + index * 13))
  const look = () => {
    for (const place of places) learnt.at(place, place.headingTrueDeg)
  }
  look()
  const sinceMs = Number(process.hrtime.bigint()) / 1e6
  for (let round = 0; round < 5; round++) look()
  const eachUs = (Number(process.hrtime.bigint()) / 1e6 - sinceMs) / 10
  t.log(`${eachUs.toFixed(2)} µs a look-up`)
  t.true(eachUs < 50)
})
