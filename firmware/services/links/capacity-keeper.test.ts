import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import { CapacityKeeper } from './capacity-keeper.ts'

const keeperRig = ({ isRefusing = false } = {}) => {
  const clock = new SimClock()
  const shaped: (number | undefined)[] = []
  const toShore: (number | undefined)[] = []
  const told: string[] = []
  const keeper = new CapacityKeeper({
    clock,
    network: {
      shape: async (_, kbps) => {
        shaped.push(kbps)
        if (isRefusing)
          throw new TerminalError({ code: 'network-failed', device: 'network', retry: 'backoff', message: 'no' })
      },
    },
    tell: ({ text }) => void told.push(text),
    tellCapacity: (_, kbps) => void toShore.push(kbps),
  })
  const pass = async (seconds: number, upKbps: number, downKbps: number, latencyMs: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      keeper.seen({ link: 'lte', upKbps, downKbps, latencyMs })
      await clock.runFor(1_000)
    }
  }
  return { keeper, pass, shaped, toShore, told }
}

test('what an earlier run shaped is taken off, and each way shaped once it was full', async (t) => {
  const { pass, shaped, toShore } = keeperRig()
  await pass(10, 200, 200, 50)
  t.deepEqual(shaped, [undefined])
  await pass(1, 4_000, 200, 300)
  await pass(6, 200, 200, 50)
  await pass(1, 200, 9_000, 300)
  t.deepEqual(shaped, [undefined, 3_600])
  t.true(toShore.includes(8_100))
})

test('the shore is told again every five seconds, also that nothing is known', async (t) => {
  const { pass, toShore } = keeperRig()
  await pass(11, 200, 200, 50)
  t.deepEqual(toShore, [undefined, undefined, undefined])
})

test('a link that cannot be shaped is told of once', async (t) => {
  const { pass, told } = keeperRig({ isRefusing: true })
  await pass(10, 200, 200, 50)
  await pass(10, 4_000, 200, 300)
  t.deepEqual(told, ['it was not shaped'])
})

test('where nobody counts, nothing is shaped', (t) => {
  const { keeper, shaped } = keeperRig()
  keeper.seen({ link: 'lte', latencyMs: 50 })
  t.deepEqual(shaped, [])
})
