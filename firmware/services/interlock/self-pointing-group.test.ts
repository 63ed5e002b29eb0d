import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import { antennasOf } from './self-pointing-group.ts'

const report = {
  atMs: monotonicMs(1_200),
  isAlive: true,
  isFunctional: true,
  mayTransmit: true,
  position: { latDeg: 51, lonDeg: 71, heightM: 350, headingTrueDeg: 12 },
  positionAtMs: monotonicMs(1_000),
}

const group = (echoes: readonly string[]) => ({
  name: 'ku',
  selfPointing: {
    pointing: 'self' as const,
    echoes: new Set(echoes),
    standing: () => ({ antenna: 'front', modem: 'modem', antennas: { front: report, rear: undefined } }),
    onStanding: () => undefined,
  },
})

test('what an antenna says of its place is told with its time', (t) => {
  t.like(antennasOf([group([])])?.['ku']?.antennas['front'], {
    position: { atMs: 1_000, latDeg: 51, lonDeg: 71, heightM: 350 },
  })
})

test('a place that is an echo of ours is not told', (t) => {
  t.is(antennasOf([group(['front'])])?.['ku']?.antennas['front']?.position, undefined)
})

test('an antenna that was never heard is told as silent', (t) => {
  t.deepEqual(antennasOf([group([])])?.['ku']?.antennas['rear'], {
    isAlive: false,
    isFunctional: false,
    mayTransmit: false,
  })
})

test('a train whose antennas are all aimed from here tells nothing', (t) => {
  t.is(antennasOf([{ name: 'oneweb' }]), undefined)
})
