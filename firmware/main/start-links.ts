import type { Clock } from '../../hal/clock.ts'
import type { Network } from '../../hal/network.ts'
import type { Storage } from '../../hal/storage.ts'
import type { Bus } from '../bus/bus.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { closeAll, type Service } from '../services/service.ts'
import { type Tell, tellAs } from '../services/tell.ts'
import { tellTrouble } from '../services/tell-trouble.ts'
import { LateMeasuring, LateTunnels } from './late-links.ts'
import { LatePart } from './late-part.ts'
import { speedServerOf } from './link-tools.ts'
import type { Machine } from './machine.ts'
import { type DeviceOpener, devicesOf } from './open-devices.ts'
import { shoreTalkOf } from './shore-talk-of.ts'

interface LinksStart {
  machine: Machine
  bus: Bus
  config: TrainConfig
  devices: DeviceOpener
  storage: Storage
}

/** Links are best chosen by what is measured of them from the begin; but no modem, no text and no emergency waits for longer than this. */
const HEAD_START_MS = 3_000

const LANS = 'train-side networks'
const DOUBLED = { subject: 'double', text: 'classes that ask for it are sent on two links', severity: 'info' } as const
const ALONE = {
  subject: 'double',
  text: 'the hub does not answer by two links: each class is sent on its own alone',
  severity: 'warning',
} as const

/** By link; none where a machine has no ports of its own. */
const carriersOf = async ({ machine, config }: LinksStart) => {
  const { carrier } = machine
  const watched = Object.entries(config.links).map(async ([name, link]) =>
    'ethernet' in link && carrier ? [[name, await carrier(link.ethernet)] as const] : [],
  )
  return Object.fromEntries((await Promise.all(watched)).flat())
}

/** Of modems with two SIMs. */
const simRulesOf = (config: TrainConfig) =>
  Object.fromEntries(
    devicesOf(config, 'cellular').flatMap(([name, { slots }]) =>
      slots ? [[name, { 1: slots.first, 2: slots.second }] as const] : [],
    ),
  )

/** What may come later than the service, or never: each costs itself alone. The network's rules are there before. */
const openLate = ({ machine }: LinksStart, network: Network, tell: Tell) => {
  const { clock } = machine
  const toHub = new LateTunnels()
  const measuring = new LateMeasuring()
  const lans = new LatePart({ clock, tell, name: LANS, open: async () => machine.lans?.(tellTrouble(tell, LANS)) })
  const tunnels = new LatePart({
    clock,
    tell,
    name: 'tunnels',
    open: async () =>
      machine.tunnels?.({
        onUnanswered: (trafficClass, link) =>
          tell({ subject: trafficClass, text: `the hub did not answer that it goes by ${link}`, severity: 'warning' }),
        carryDouble: async (isThrough) => network.double?.(isThrough),
        // A link without its tunnel is found to carry nothing: here stands why.
        onTrouble: (name, trouble) => tellTrouble(tell, `tunnel ${name}`, 'warning')(trouble),
        onDouble: (isThrough) => tell(isThrough ? DOUBLED : ALONE),
      }),
    onOpen: (part) => toHub.take(part),
  })
  // Probes that went before their tunnel is there would speak against the link.
  const measurer = new LatePart({
    clock,
    tell,
    name: 'measuring of links',
    open: async () => {
      await tunnels.tried
      return machine.measuring?.()
    },
    onOpen: (part) => measuring.take(part),
  })
  return { toHub, measuring, parts: [lans, tunnels, measurer] }
}

/** Until each part has been tried once, or the head start is over. */
const headStart = (clock: Clock, parts: readonly Pick<LatePart<Service>, 'tried'>[]): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.after(HEAD_START_MS, resolve)
    void Promise.all(parts.map(({ tried }) => tried)).then(() => {
      cancel()
      resolve()
    })
  })

/** Each by its name in the train's file. */
const openEach = async <Config, Device>(
  found: readonly (readonly [string, Config])[],
  open: (name: string, config: Config) => Promise<Device>,
): Promise<Record<string, Device>> =>
  Object.fromEntries(await Promise.all(found.map(async ([name, device]) => [name, await open(name, device)] as const)))

/** Starts the choice of links with what a train's configuration gives it. */
export const startLinks = async (starting: LinksStart): Promise<Service> => {
  const { startLinks: start } = await import('../services/links.ts')
  const { machine, bus, config, devices, storage } = starting
  const { clock } = machine
  const tell = tellAs('links', { clock, bus })
  const network = await machine.network(tellTrouble(tell, 'routing'))
  const cellular = await openEach(devicesOf(config, 'cellular'), (...one) => devices.cellular(...one))
  const starlink = await openEach(devicesOf(config, 'starlink'), (...one) => devices.starlink(...one))
  const talk = await shoreTalkOf(machine, config, tell)
  const carriers = await carriersOf(starting)
  const { toHub, measuring, parts } = openLate(starting, network, tell)
  await headStart(clock, parts)
  const service = start({
    clock,
    bus,
    network,
    measuring,
    announce: (trafficClass, link) => toHub.announce(trafficClass, link),
    tellCapacity: (link, kbps) => toHub.tellCapacity(link, kbps),
    links: config.links,
    policies: config.traffic,
    cellular,
    recipients: config.texts.recipients,
    simRules: simRulesOf(config),
    talk,
    starlink,
    carriers,
    storage,
    tools: await machine.linkTools?.(),
    speedServer: speedServerOf(config),
    lookAtLans: network.lans ?? machine.lookAtLans,
  })
  return { close: () => closeAll([...parts, service]) }
}
