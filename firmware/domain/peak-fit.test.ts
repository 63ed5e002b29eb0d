import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { fitPeak, lossOfBeam, type PeakPoint } from './peak-fit.ts'

const WIDTH_DEG = 3
const THERE_AND_BACK = [-1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2, 1.2, 0.8, 0.4, 0, -0.4, -0.8, -1.2]

/** Looks at a beam whose peak is so far beside the aim. */
const looks = (
  peakDeg: number,
  { noiseDb = 0.1, driftDbPerS = 0, loss = lossOfBeam(WIDTH_DEG), offsets = THERE_AND_BACK, seed = 1 } = {},
): PeakPoint[] => {
  const random = seededRandom(seed)
  return offsets.map((offsetDeg, index) => ({
    offsetDeg,
    db: 11 - loss * (offsetDeg - peakDeg) ** 2 + driftDbPerS * index + noiseDb * random.normal(),
    atMs: 1_000 * index,
  }))
}

test('a beam of 3° loses 3 dB half of that beside', (t) => {
  t.is(lossOfBeam(3) * 1.5 ** 2, 3)
})

test('the peak is found to within what the noise leaves, and its sigma says so', (t) => {
  const errors = Array.from({ length: 200 }, (_, seed) => {
    const { fit, flaw } = fitPeak(looks(0.37, { seed }), WIDTH_DEG)
    t.is(flaw, undefined)
    return { offDeg: (fit?.peakDeg ?? 9) - 0.37, sigmaDeg: fit?.sigmaDeg ?? 9 }
  })
  const rms = Math.sqrt(errors.reduce((sum, { offDeg }) => sum + offDeg ** 2, 0) / errors.length)
  const sigmaDeg = errors.reduce((sum, one) => sum + one.sigmaDeg, 0) / errors.length
  t.true(rms < 0.03, `${rms}`)
  t.true(Math.abs(sigmaDeg / rms - 1) < 0.2, `${sigmaDeg} beside ${rms}`)
})

test('without noise it is exact, and no fit claims to be surer than the last digit of C/N', (t) => {
  const { fit } = fitPeak(looks(-0.5, { noiseDb: 0 }), WIDTH_DEG)
  t.true(Math.abs((fit?.peakDeg ?? 9) + 0.5) < 1e-9 && Math.abs((fit?.peakDb ?? 0) - 11) < 1e-9)
  t.true((fit?.sigmaDeg ?? 0) > 0.005)
})

test('what fades evenly while a scan goes there and back moves no peak', (t) => {
  const { fit, flaw } = fitPeak(looks(0.2, { noiseDb: 0, driftDbPerS: -0.2 }), WIDTH_DEG)
  t.is(flaw, undefined)
  t.true(Math.abs((fit?.peakDeg ?? 9) - 0.2) < 1e-9)
})

test('what shows no peak is refused, each for its own reason', (t) => {
  const flawOf = (points: PeakPoint[], widthDeg = WIDTH_DEG) => fitPeak(points, widthDeg).flaw
  t.is(flawOf(looks(0).slice(0, 4)), 'too-few')
  t.is(flawOf(looks(0, { offsets: Array(10).fill(0.5) })), 'too-few', 'all looks at one place')
  t.is(flawOf(looks(0, { loss: -1 })), 'no-peak')
  t.is(flawOf(looks(2)), 'outside')
  t.is(flawOf(looks(0, { noiseDb: 1 })), 'scatter')
  t.is(flawOf(looks(0), 6), 'shape', 'a beam of half the width that the file says')
  t.is(flawOf(looks(0, { noiseDb: 0.3, offsets: [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3], seed: 4 })), 'unsure')
})
