import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeSocket } from '../../../test/fakes/datagrams.ts'
import { decodeSwitch, encodeSwitch, type SwitchMessage } from '../../domain/switch-message.ts'
import { switchMac } from '../switch-mac.ts'
import { DoubleKeeper } from './double-keeper.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))

/** A keeper whose hub answers while `hears` is set. */
const keeperRig = () => {
  const clock = new SimClock()
  const { socket, sent, comes, isOpen } = fakeSocket()
  const rig = { hears: true, fails: false, announced: [] as string[], carried: [] as boolean[], told: [] as boolean[] }
  const keeper = new DoubleKeeper({
    clock,
    mac,
    door: { socket, hub: { host: '10.72.99.1', port: 7170 } },
    run: 100,
    links: ['starlink', 'lte'],
    classes: ['operations'],
    carryOut: async (isThrough) => {
      if (rig.fails) throw new TypeError('the kernel refuses')
      rig.carried.push(isThrough)
    },
    announce: (trafficClass, link) => rig.announced.push(`${trafficClass} ${link}`),
    onChange: (isThrough) => rig.told.push(isThrough),
  })
  const asked = (): SwitchMessage => decodeSwitch(sent.at(-1)?.bytes ?? new Uint8Array(), mac) as SwitchMessage
  const answer = (change: object = {}): void => comes(encodeSwitch({ ...asked(), kind: 'here', ...change }, mac))
  const seconds = async (count: number): Promise<void> => {
    for (let second = 0; second < count; second++) {
      await clock.runFor(1_000)
      if (rig.hears) answer()
      await clock.runFor(1)
    }
  }
  return Object.assign(rig, { clock, keeper, sent, asked, answer, seconds, isOpen })
}

test('once the hub answers, classes go by two links, and the hub is told after that', async (t) => {
  const rig = keeperRig()
  rig.keeper.announce('operations', 'lte')
  t.deepEqual(rig.announced, ['operations lte'])
  await rig.seconds(3)
  t.deepEqual(rig.carried, [true])
  t.deepEqual(rig.announced, ['operations lte', 'operations double'])
  t.deepEqual(rig.told, [true])
})

test('a hub that is silent for 2.5 s is told that each class goes by its own link again', async (t) => {
  const rig = keeperRig()
  rig.keeper.announce('operations', 'starlink')
  await rig.seconds(3)
  rig.hears = false
  await rig.seconds(3)
  t.deepEqual(rig.carried, [true, false])
  t.is(rig.announced.at(-1), 'operations starlink')
})

test('other classes, and other links of the class, are announced as they are', async (t) => {
  const rig = keeperRig()
  await rig.seconds(3)
  rig.keeper.announce('operations', 'oneweb')
  rig.keeper.announce('cctv', 'lte')
  rig.keeper.announce('operations', undefined)
  rig.keeper.announce('operations', 'lte')
  t.deepEqual(rig.announced, ['operations oneweb', 'cctv lte', 'operations undefined', 'operations double'])
})

test('what is no answer of this hub to a question just asked proves nothing', async (t) => {
  const rig = keeperRig()
  rig.hears = false
  for (let second = 0; second < 6; second++) {
    await rig.seconds(1)
    const { number } = rig.asked()
    rig.answer({ number: number + 1 })
    if (number > 3) rig.answer({ number: number - 3 })
    rig.answer({ run: 99 })
    rig.answer({ kind: 'ask' })
  }
  t.deepEqual(rig.carried, [false])
})

test('what the kernel refuses leaves classes on their link, and the hub is told so', async (t) => {
  const rig = keeperRig()
  rig.fails = true
  rig.keeper.announce('operations', 'lte')
  await rig.seconds(4)
  t.deepEqual(rig.announced, ['operations lte', 'operations lte'])
  t.deepEqual(rig.told, [false])
})

test('nothing is asked after the end', async (t) => {
  const rig = keeperRig()
  await rig.seconds(1)
  await rig.keeper.close()
  const count = rig.sent.length
  await rig.clock.runFor(5_000)
  t.is(rig.sent.length, count)
  t.false(rig.isOpen())
})
