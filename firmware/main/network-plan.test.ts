import test from 'ava'
import { linuxNetwork } from '../config/network-config.ts'
import { networkPlanOf } from './network-plan.ts'

const network = linuxNetwork.parse({
  kind: 'linux',
  links: { lte: { interface: 'wwan0' }, geo: { interface: 'eth1', tunnel: 'wg-geo' } },
  classes: { passenger: { ingress: ['wifi'] }, emergency: { ingress: ['crew'] } },
})
const plan = networkPlanOf(
  {
    links: { geo: { terminal: 'geo' }, lte: { cellular: 'lte' } },
    traffic: { passenger: { links: ['lte'] }, emergency: { links: ['lte', 'geo'], rateFloorKbps: 64 } },
  },
  network,
)

test('links are numbered as the train’s file lists them, classes by their importance', (t) => {
  t.deepEqual(
    plan.links.map(({ name, mark, table, tunnel }) => [name, mark, table, tunnel]),
    [
      ['geo', 0x100, 7201, 'wg-geo'],
      ['lte', 0x200, 7202, undefined],
    ],
  )
  t.deepEqual(
    plan.classes.map(({ name, mark, links, floorKbps }) => [name, mark, links, floorKbps]),
    [
      ['emergency', 1, ['lte', 'geo'], 64],
      ['passenger', 5, ['lte'], 0],
    ],
  )
})
