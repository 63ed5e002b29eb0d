import test from 'ava'
import type { Carrier } from '../../../hal/carrier.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { fakeNetwork } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { startLinks } from '../links.ts'

const port = (first: Carrier) => {
  let tell: () => void = () => {}
  let carrier = first
  const watch = {
    carrier: () => carrier,
    onChange: (handler: () => void) => {
      tell = handler
    },
    close: async () => {},
  }
  const say = (next: Carrier): void => {
    carrier = next
    tell()
  }
  return { watch, say }
}

const setUp = ({ first = 'there' as Carrier, before = {} } = {}) => {
  const clock = new SimClock()
  const [fibre, radio] = [port(first), port('there')]
  const fake = fakeNetwork(before)
  startLinks({
    clock,
    bus: memoryBus(),
    links: { fibre: { ethernet: 'eth1' }, radio: { ethernet: 'eth2' } },
    policies: { operations: { links: ['fibre', 'radio'] } },
    cellular: {},
    starlink: {},
    carriers: { fibre: fibre.watch, radio: radio.watch },
    network: fake.network,
    storage: memoryStorage(),
    recipients: {},
  })
  return { clock, fibre, ...fake }
}

test('a link that is a port is left at once when its carrier is lost', async (t) => {
  const { clock, fibre, routes } = setUp()
  await clock.runFor(30_000)
  t.is(routes['operations'], 'fibre')
  fibre.say('none')
  await clock.runFor(0)
  t.is(routes['operations'], 'radio')
})

test('it is returned to only after its carrier held for 20 s', async (t) => {
  const { clock, fibre, routes } = setUp({ first: 'none' })
  await clock.runFor(5_000)
  fibre.say('there')
  await clock.runFor(19_000)
  t.is(routes['operations'], 'radio')
  await clock.runFor(45_000)
  t.is(routes['operations'], 'fibre')
})

test('who starts again knows at once which ports are well, and moves nothing', async (t) => {
  const { clock, routes, asked } = setUp({ before: { operations: 'fibre' } })
  await clock.runFor(5_000)
  t.is(routes['operations'], 'fibre')
  t.deepEqual(asked, [])
})
