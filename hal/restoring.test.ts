import test from 'ava'
import { keepRestoring } from './restoring.ts'
import { SimClock } from './sim-clock.ts'

const setUp = () => {
  const clock = new SimClock()
  const told: (string | undefined)[] = []
  const rig = { restore: async (): Promise<string | undefined> => undefined, tries: 0 }
  const restore = (): Promise<string | undefined> => {
    rig.tries++
    return rig.restore()
  }
  const end = keepRestoring({ clock, everyMs: 5_000, restore, onTrouble: (trouble) => told.push(trouble) })
  return { clock, told, rig, end }
}

test('trouble is told once until it is over, and then that it is over', async (t) => {
  const { clock, told, rig } = setUp()
  await clock.runFor(20_000)
  t.deepEqual(told, [])
  rig.restore = () => Promise.reject(new RangeError('nft: took longer than 5 s'))
  await clock.runFor(20_000)
  t.deepEqual(told, ['nft: took longer than 5 s'])
  rig.restore = async () => 'dnsmasq had ended'
  await clock.runFor(20_000)
  t.is(told.length, 1)
  rig.restore = async () => undefined
  await clock.runFor(20_000)
  t.deepEqual(told, ['nft: took longer than 5 s', undefined])
})

test('what could be put back is told of as well', async (t) => {
  const { clock, told, rig } = setUp()
  rig.restore = async () => 'dnsmasq had ended'
  await clock.runFor(5_000)
  t.deepEqual(told, ['dnsmasq had ended'])
})

test('one that hangs is not begun again, and tells nothing after the end', async (t) => {
  const { clock, told, rig, end } = setUp()
  let settle = (): void => {}
  rig.restore = () =>
    new Promise((_, reject) => {
      settle = () => reject(new RangeError('too late'))
    })
  await clock.runFor(20_000)
  t.is(rig.tries, 1)
  end()
  settle()
  await clock.runFor(20_000)
  t.deepEqual(told, [])
  t.is(rig.tries, 1)
})
