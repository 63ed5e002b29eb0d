import test from 'ava'
import { bandRms } from './spectrum.ts'
import { type VibrationWindow, vibrationWindow } from './vibration-window.ts'

const RATE_HZ = 100

/** A tone of 0.1 g at 8 Hz downwards, one of 0.02 g at 30 Hz along, gravity beside them. */
const shake = (window: VibrationWindow, span: { fromMs: number; toMs: number }): void => {
  for (let ms = span.fromMs; ms < span.toMs; ms += 1000 / RATE_HZ) {
    const turns = (2 * Math.PI * ms) / 1000
    window.add(ms, [0.02 * Math.sin(30 * turns), 0.05, -1 + 0.1 * Math.sin(8 * turns)])
  }
}

test('each axis has its own figures, gravity removed', (t) => {
  const window = vibrationWindow(RATE_HZ)
  shake(window, { fromMs: 0, toMs: 20_000 })
  const figures = window.figures()
  if (!figures) return t.fail()
  const { rms5sG, rms1sG, gravityG, crest } = figures
  t.true(Math.abs(rms5sG[0] - 0.02 / Math.SQRT2) < 1e-3)
  t.true(rms5sG[1] < 1e-9 && Math.abs(gravityG[1] - 0.05) < 1e-9)
  t.true(Math.abs(rms5sG[2] - 0.1 / Math.SQRT2) < 1e-3 && Math.abs(rms1sG[2] - 0.1 / Math.SQRT2) < 1e-3)
  t.true(Math.abs(crest[2] - Math.SQRT2) < 0.02)
  return undefined
})

test('each axis has its own spectrum', (t) => {
  const window = vibrationWindow(RATE_HZ)
  shake(window, { fromMs: 0, toMs: 20_000 })
  const [x, , z] = window.spectra() ?? []
  if (!x || !z) return t.fail()
  t.true(Math.abs(bandRms(x, [20, 50]) - 0.02 / Math.SQRT2) < 1e-3 && bandRms(x, [5, 10]) < 1e-3)
  t.true(Math.abs(bandRms(z, [5, 10]) - 0.1 / Math.SQRT2) < 2e-3 && bandRms(z, [20, 50]) < 1e-3)
  return undefined
})

test('a window that is not full says nothing, and a gap empties it', (t) => {
  const window = vibrationWindow(RATE_HZ)
  shake(window, { fromMs: 0, toMs: 4_000 })
  t.is(window.figures(), undefined)
  shake(window, { fromMs: 4_000, toMs: 6_000 })
  t.truthy(window.figures())
  t.is(window.spectra(), undefined)
  shake(window, { fromMs: 9_000, toMs: 10_000 })
  t.is(window.figures(), undefined)
})
