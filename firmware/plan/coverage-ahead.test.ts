import test from 'ava'
import { announce, announcedFor } from './announced-outages.ts'
import { tunnelForCells, withBlockageTimes } from './blockage-times.ts'
import { coverageAhead } from './coverage-ahead.ts'
import { coverageSample } from './coverage-sample.ts'

const holes = (cell: number) => ({ passes: 2, outShare: cell >= 10 && cell < 14 ? 1 : 0 })
const moving = { speedMps: 25, nowMs: 1_000, utcMs: undefined }
const place = { line: 'l', direction: 'up', chainageKm: 4 } as const

test('cells without service become one outage at the time when the train is there', (t) => {
  const [outage, ...others] = coverageAhead(holes, { place, ...moving })
  t.deepEqual(others, [])
  t.like(outage, { fromMs: 41_000, toMs: 121_000, cause: 'no coverage there on 2 trips' })
})

test('on the way back the same hole is met from its other end', (t) => {
  const [outage] = coverageAhead(holes, { place: { ...place, direction: 'down', chainageKm: 8 }, ...moving })
  t.like(outage, { fromMs: 41_000, toMs: 121_000 })
})

test('a train that stands, or knows nothing of its line, foresees nothing', (t) => {
  t.deepEqual(coverageAhead(holes, { place, ...moving, speedMps: 0 }), [])
  t.deepEqual(
    coverageAhead(() => undefined, { place, ...moving }),
    [],
  )
})

const tunnel = { kind: 'tunnel', name: 'Otar', distanceKm: 1, lengthKm: 0.5, chainageSigmaKm: 0, speedMps: 25 }

test('the times of the next tunnel come from where the train is, with a tenth of the way as doubt', (t) => {
  const forecast = [{ fromMs: 30_000, toMs: 70_000, chance: 0.8, cause: 'tunnel Otar' }]
  t.deepEqual(withBlockageTimes(forecast, tunnel, 0), [{ ...forecast[0], fromMs: 36_000, toMs: 64_000 }])
  t.is(withBlockageTimes(forecast, { ...tunnel, speedMps: 1 }, 0), forecast)
  t.deepEqual(withBlockageTimes(forecast, { ...tunnel, name: 'Shu' }, 0), forecast)
})

test('a tunnel may hide the ground’s cells, a cutting does not', (t) => {
  t.like(tunnelForCells(tunnel, 0)[0], { chance: 0.5, cause: 'tunnel Otar' })
  t.deepEqual(tunnelForCells({ ...tunnel, kind: 'cutting' }, 0), [])
})

test('what a source announces replaces what it announced before, and is forgotten when it is over', (t) => {
  const outage = { link: 'oneweb', fromMs: 10, toMs: 20, cause: 'reboot' }
  let announced = announce(new Map(), { source: 'dish', outages: [outage] })
  t.deepEqual(announcedFor(announced, 'oneweb', 0), [{ fromMs: 10, toMs: 20, cause: 'reboot', chance: 1 }])
  t.deepEqual(announcedFor(announced, 'oneweb', 20), [])
  t.deepEqual(announcedFor(announced, 'geo', 0), [])
  announced = announce(announced, { source: 'dish', outages: [] })
  t.is(announced.size, 0)
  for (let source = 0; source < 100; source++)
    announced = announce(announced, { source: `${source}`, outages: [outage] })
  t.is(announced.size, 32)
})

test('a place is blamed for a lost network, not for a dead modem, a mute or a handover', (t) => {
  const lte = (isAlive: boolean, registration: 'home' | 'searching' | 'unknown') =>
    coverageSample({ name: 'lte', kind: 'cellular', modem: { isAlive, registration } }, {})?.isOut
  t.deepEqual(
    [lte(true, 'home'), lte(true, 'searching'), lte(true, 'unknown'), lte(false, 'searching')],
    [false, true, undefined, undefined],
  )
  const dish = (
    isLocked: boolean,
    isTransmitPermitted: boolean,
    more: { handoverAgeMs?: number; isBlocked?: boolean; isOnTarget?: boolean } = {},
  ) => {
    const { handoverAgeMs, isBlocked = false, isOnTarget = true } = more
    const age = handoverAgeMs === undefined ? {} : { handoverAgeMs }
    const modem = { isAlive: true, isLocked }
    const antenna = { isBlocked, isOnTarget }
    return coverageSample({ name: 'd', kind: 'satellite', modem, isTransmitPermitted, ...age }, { antenna })?.isOut
  }
  t.is(dish(true, true), false)
  t.is(dish(true, false), undefined)
  t.is(dish(false, false), true)
  t.is(dish(false, false, { handoverAgeMs: 3_000 }), undefined)
  t.is(dish(false, false, { isOnTarget: false }), undefined)
  t.is(dish(false, false, { isOnTarget: false, isBlocked: true }), true)
})
