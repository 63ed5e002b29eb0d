import test from 'ava'
import type { Carrier } from '../../../hal/carrier.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { fakeNetwork } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { startLinks } from '../links.ts'

const port = () => {
  let tell: (carrier: Carrier) => void = () => {}
  const watch = {
    onChange: (handler: (carrier: Carrier) => void) => {
      tell = handler
    },
    close: async () => {},
  }
  return { watch, say: (carrier: Carrier) => tell(carrier) }
}

const setUp = (before = {}) => {
  const clock = new SimClock()
  const [fibre, radio] = [port(), port()]
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
  return { clock, fibre, radio, ...fake }
}

test('a link that is a port is left at once when its carrier is lost', async (t) => {
  const { clock, fibre, radio, routes } = setUp()
  fibre.say('there')
  radio.say('there')
  await clock.runFor(30_000)
  t.is(routes['operations'], 'fibre')
  fibre.say('none')
  await clock.runFor(0)
  t.is(routes['operations'], 'radio')
})

test('it is returned to only after its carrier held for 20 s', async (t) => {
  const { clock, fibre, radio, routes } = setUp()
  radio.say('there')
  await clock.runFor(5_000)
  fibre.say('there')
  await clock.runFor(19_000)
  t.is(routes['operations'], 'radio')
  await clock.runFor(45_000)
  t.is(routes['operations'], 'fibre')
})

test('after a restart a port that has not been looked at yet is no dead one', async (t) => {
  const { clock, fibre, radio, routes, asked } = setUp({ operations: 'fibre' })
  radio.say('there')
  await clock.runFor(1_000)
  fibre.say('there')
  await clock.runFor(5_000)
  t.is(routes['operations'], 'fibre')
  t.deepEqual(asked, [])
})
