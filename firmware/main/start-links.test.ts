import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { fakeNetwork, listen } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { parseConfig } from '../config/read-config.ts'
import type { Machine } from './machine.ts'
import { DeviceOpener } from './open-devices.ts'
import { startLinks } from './start-links.ts'

const TRAIN = `
train: { id: lab, description: a train }
board: desk
gpio: { kind: linux }
state: { folder: /nowhere }
devices: {}
terminals: {}
links: { platform: { ethernet: eth3 } }
traffic: { operations: [platform] }
network: { kind: report }
texts: { senders: { noc: { number: '+77010000112', keyFile: /nowhere/noc.key } }, recipients: { noc: '+77010000112' } }
emergency: { recipients: [noc] }
`

const failed = (message: string) =>
  new TerminalError({ code: 'network-failed', device: 'network', retry: 'backoff', message })

const carrier = { carrier: () => 'there' as const, onChange: () => {}, close: async () => {} }

/** A machine whose parts beside its network are as the test says. */
const setUp = (parts: Partial<Machine>) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const events = listen(bus, 'links.event')
  const { network, routes } = fakeNetwork()
  const config = parseConfig(TRAIN, 'train.yaml')
  const machine = {
    clock,
    random: seededRandom(1),
    network: async () => network,
    carrier: async () => carrier,
    ...parts,
  } as unknown as Machine
  const devices = new DeviceOpener(machine, config.rates)
  const started = startLinks({ machine, bus, config, devices, storage: memoryStorage() })
  return { clock, bus, events, routes, started }
}

const isAnswered = async ({ bus }: ReturnType<typeof setUp>): Promise<boolean> =>
  (await bus.request('emergency.show', {})).ok

test('what cannot be opened beside the network costs itself alone, and is told', async (t) => {
  const rig = setUp({
    lans: () => Promise.reject(failed('eth9: there is no such interface')),
    tunnels: () => Promise.reject(failed('sl-lte: wireguard-go ended')),
    measuring: () => Promise.reject(failed('switch.key: there is no such file')),
    emergencyWays: () => Promise.reject(failed('emergency.key: there is no such file')),
    readKey: () => Promise.reject(failed('noc.key: there is no such file')),
  })
  const service = await rig.started
  t.true(await isAnswered(rig))
  await rig.clock.runFor(2_000)
  t.is(rig.routes['operations'], 'platform')
  const told = rig.events.filter(({ severity }) => severity === 'warning').map(({ subject }) => subject)
  t.deepEqual(told.sort(), [
    'measuring of links',
    'texts of noc',
    'the shore, for emergencies',
    'train-side networks',
    'tunnels',
  ])
  await service.close()
})

test('trouble of the routing and of the networks is an alarm until it is over', async (t) => {
  const said: Record<string, (trouble: string | undefined) => void> = {}
  const { network } = fakeNetwork()
  const rig = setUp({
    network: async (onTrouble) => {
      said['routing'] = onTrouble ?? t.fail
      return network
    },
    lans: async (onTrouble) => {
      said['train-side networks'] = onTrouble
      return { restore: async () => 0, close: async () => {} }
    },
  })
  const service = await rig.started
  for (const [subject, say] of Object.entries(said)) {
    say('nft: took longer than 5 s')
    say(undefined)
    await rig.clock.runFor(1)
    const told = rig.events.filter((event) => event.subject === subject).map(({ severity, text }) => [severity, text])
    t.deepEqual(told, [
      ['alarm', 'nft: took longer than 5 s'],
      ['info', 'is as it should be again'],
    ])
  }
  t.is(Object.keys(said).length, 2)
  await service.close()
})

test('what hangs while it is opened keeps emergencies and routes waiting for three seconds at most', async (t) => {
  let open = (): void => {}
  const rig = setUp({
    tunnels: () =>
      new Promise((resolve) => {
        open = () => resolve(undefined)
      }),
  })
  await rig.clock.runFor(2_900)
  t.false(await isAnswered(rig))
  await rig.clock.runFor(200)
  const service = await rig.started
  t.true(await isAnswered(rig))
  await rig.clock.runFor(2_000)
  t.is(rig.routes['operations'], 'platform')
  open()
  await service.close()
})

test('tunnels that come late are told by which link each class goes', async (t) => {
  const told: string[] = []
  let tries = 0
  const rig = setUp({
    tunnels: async () => {
      if (++tries < 3) throw failed('sl-lte: wireguard-go ended')
      return {
        announce: (trafficClass, link) => told.push(`${trafficClass} ${link}`),
        tellCapacity: () => {},
        close: async () => {},
      }
    },
  })
  const service = await rig.started
  await rig.clock.runFor(5_000)
  t.deepEqual(told, ['operations platform'])
  t.true(rig.events.some(({ text }) => text === 'could be opened at last'))
  await service.close()
})
