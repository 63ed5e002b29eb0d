import test from 'ava'
import { servicesOf } from './services-of.ts'

test('a train has every service but gpsd, which serves only where it is asked for', (t) => {
  t.deepEqual(servicesOf({}), ['navigation', 'tracking', 'interlock', 'links', 'vibration', 'power'])
  t.true(servicesOf({ gpsd: { host: '127.0.0.1', port: 2947 } }).includes('gpsd'))
})

test('a train without terminals has nothing to permit, and needs no power board for it', (t) => {
  t.deepEqual(servicesOf({ terminals: {}, devices: {} }), ['navigation', 'tracking', 'links', 'vibration'])
  const power = { class: 'power', driver: 'steppelink-power' } as const
  t.true(servicesOf({ terminals: {}, devices: { power } }).includes('power'))
})
