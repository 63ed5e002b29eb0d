import type { CellularModem } from '../../drivers/cellular/cellular.ts'
import type { StarlinkDish } from '../../drivers/starlink/starlink.ts'
import type { CarrierWatch } from '../../hal/carrier.ts'
import type { LanLook } from '../../hal/lan.ts'
import type { Network } from '../../hal/network.ts'
import type { Storage } from '../../hal/storage.ts'
import type { ClassPolicies, LinkTerms } from '../plan/class-policy.ts'
import { isOnlyWay } from '../plan/only-way.ts'
import type { SlotRules } from '../plan/sim-slots.ts'
import { publishHealth } from './health.ts'
import { announceAway } from './links/announce-away.ts'
import { CapacityKeeper } from './links/capacity-keeper.ts'
import { CellularDesk } from './links/cellular-desk.ts'
import { CoverageMemory } from './links/coverage-memory.ts'
import { DECIDE_EVERY_MS, LinkChooser } from './links/link-chooser.ts'
import type { LinkMeasurer } from './links/link-measuring.ts'
import { LinkTests, type LinkTestsOptions } from './links/link-tests.ts'
import { LookAhead } from './links/look-ahead.ts'
import { type LinkMeans, ObservedLinks } from './links/observed-links.ts'
import { announceOutage, cancelOutage, showOutages, whyShow } from './links/outlook-words.ts'
import { RouteKeeper } from './links/route-keeper.ts'
import { noShoreTalk, type ShoreTalk, startShoreTalk } from './links/shore-talk.ts'
import { StarlinkDishes } from './links/starlink-dishes.ts'
import { startStarlinkDesk } from './links/start-starlink-desk.ts'
import { UsageBook } from './links/usage-book.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'

interface LinksDeps extends ServiceContext {
  links: Readonly<Record<string, LinkMeans & LinkTerms>>
  policies: ClassPolicies
  cellular: Readonly<Record<string, CellularModem>>
  starlink: Readonly<Record<string, StarlinkDish>>
  /** By link, of those that are a port with a router behind it. */
  carriers?: Readonly<Record<string, CarrierWatch>>
  network: Network
  /** Measures links by what passes and by probes; absent where the network tells all that is known. */
  measuring?: LinkMeasurer | undefined
  /** Tells the shore which way a class goes now; absent where nobody there has to know. */
  announce?: ((trafficClass: string, link: string | undefined) => void) | undefined
  /** Tells the shore what a link can carry from there, kbit/s; absent where nobody there shapes. */
  tellCapacity?: ((link: string, kbps: number | undefined) => void) | undefined
  /** Keeps text messages that are not done with, and the coverage map. */
  storage: Storage
  /** Whom texts may be sent to: numbers by name. */
  recipients: Readonly<Record<string, string>>
  /** Of modems with two SIMs, by name. */
  simRules?: Readonly<Record<string, SlotRules>>
  /** What links are tested by, where the kernel routes them. */
  tools?: LinkTestsOptions['tools']
  speedServer?: LinkTestsOptions['speedServer']
  /** How the networks on the train's side stand; absent where there are none of ours. */
  lookAtLans?: (() => Promise<readonly LanLook[]>) | undefined
  /** With whom the train speaks in words; absent: with nobody. */
  talk?: ShoreTalk
}

/** What chooses the links, and what it chooses by. */
const choice = (deps: LinksDeps, tell: Tell) => {
  const { carriers = {} } = deps
  const coverage = new CoverageMemory(deps.storage, (error) =>
    tell({ subject: 'storage', text: `the coverage map is not kept: ${String(error)}`, severity: 'warning' }),
  )
  const usage = new UsageBook({ ...deps, tell })
  const routes = new RouteKeeper({ ...deps, tell })
  const dishes: StarlinkDishes = new StarlinkDishes({
    ...deps,
    dishes: deps.starlink,
    tell,
    onChange: () => chooser.decide(),
  })
  const observed = new ObservedLinks({ ...deps, dishes, carriers })
  const lookAhead = new LookAhead({ ...deps, observed, dishes, coverage, tell })
  const chooser = new LinkChooser({ ...deps, observed, lookAhead, usage, routes, tell })
  return { coverage, usage, routes, dishes, observed, lookAhead, chooser }
}

type Choice = ReturnType<typeof choice>

/** Has people's and the shore's wishes heard: texts, emergencies, SIMs. */
const talking = (deps: LinksDeps, { chooser, usage, lookAhead }: Choice, tell: Tell) => {
  const linkOf = (modem: string) =>
    Object.entries(deps.links).find(([, link]) => 'cellular' in link && link.cellular === modem)?.[0]
  const desk: CellularDesk = new CellularDesk({
    ...deps,
    modems: deps.cellular,
    tell,
    onlyWayOf: (modem) => {
      const link = linkOf(modem)
      const emergency = deps.policies.emergency?.links ?? []
      return link !== undefined && isOnlyWay(link, emergency, chooser.carrying()) ? link : undefined
    },
    announce: announceAway({ chooser, outlook: lookAhead.outlook }, linkOf),
    onTextNews: (news) => talk.onTextNews(news),
    onCommand: (from, text) => talk.onCommand(from, text),
    sims: {
      rules: deps.simRules ?? {},
      usedGb: (modem) => usage.terms()[linkOf(modem) ?? '']?.usedGb,
      isEmergency: () => talk.isEmergency(),
    },
  })
  const talk = startShoreTalk(
    { ...deps, talk: deps.talk ?? noShoreTalk, tell },
    {
      carrying: () => chooser.carrying(),
      isAlone: () => chooser.isAlone(),
      status: () => chooser.status(),
      resetModem: (name) => desk.reset(name),
      queueText: (text) => desk.queueText(text),
    },
  )
  return { desk, talk }
}

/** What machines say of the links; what is news to the choice makes it decide at once. */
const hearMachines = (
  deps: LinksDeps,
  { observed, chooser }: Choice,
  { desk, tell }: { desk: CellularDesk; tell: Tell },
) => {
  const capacities = new CapacityKeeper({ ...deps, tell })
  for (const [name, modem] of Object.entries(deps.cellular))
    modem.onReport((report) => {
      observed.onCellular(name, report)
      desk.onReport(name, report)
      chooser.decide()
    })
  for (const watch of Object.values(deps.carriers ?? {})) watch.onChange(() => chooser.decide())
  deps.network.onTraffic((seen) => observed.onTraffic(seen))
  deps.measuring?.onSeen((seen, isNews) => {
    observed.onTraffic(seen)
    if (isNews) chooser.decide()
    else capacities.seen(seen)
  })
}

/** What other services say, and what is asked of this one. */
const hearBus = ({ bus, lookAtLans }: LinksDeps, { observed, lookAhead, chooser }: Choice) => [
  bus.subscribe('modems', (message) => {
    observed.onModems(message)
    chooser.decide()
  }),
  bus.subscribe('transmit', (message) => {
    observed.onTransmit(message)
    chooser.decide()
  }),
  bus.subscribe('pointing', (message) => {
    lookAhead.onPointing(message)
    observed.onPointing(message)
  }),
  bus.subscribe('permission', (message) => lookAhead.onPermission(message)),
  bus.subscribe('forecast', (message) => lookAhead.outlook.onForecast(message)),
  bus.subscribe('time', (message) => lookAhead.outlook.onTime(message)),
  bus.subscribe('navigation', (message) => lookAhead.outlook.onNavigation(message)),
  bus.handle('why.show', ({ trafficClass }) => whyShow(chooser.why(trafficClass))),
  bus.handle('lans.show', async () => ({ ok: true, reply: { lans: [...((await lookAtLans?.()) ?? [])] } })),
  bus.handle('outage.announce', (request) => announceOutage(chooser, request)),
  bus.handle('outage.show', () => showOutages(chooser)),
  bus.handle('outage.cancel', (request) => cancelOutage(chooser, request)),
]

/** Tests of links by hand; the link that carries people's traffic comes first. */
const startTests = (deps: LinksDeps, { usage, chooser }: Choice): LinkTests =>
  new LinkTests({
    clock: deps.clock,
    bus: deps.bus,
    tools: deps.tools,
    speedServer: deps.speedServer ?? (() => undefined),
    terms: () => usage.terms(),
    links: () => {
      const { passenger, maintenance } = chooser.status().classes
      const first = [passenger, maintenance, ...chooser.carrying()].flatMap((name) => name ?? [])
      return [...new Set([...first, ...Object.keys(deps.links)])]
    },
  })

/** Decides which link carries which class of traffic, and has the network carry it out; the decision itself is `LinkChooser`'s. */
export const startLinks = (deps: LinksDeps): Service => {
  const { bus, clock, cellular, starlink, carriers = {} } = deps
  const tell = tellAs('links', deps)
  const chosen = choice(deps, tell)
  const { coverage, usage, routes, dishes, lookAhead, chooser } = chosen
  const { desk, talk } = talking(deps, chosen, tell)
  const orders = startStarlinkDesk(deps, { chooser, dishes, outlook: lookAhead.outlook }, tell)
  hearMachines(deps, chosen, { desk, tell })
  const tests = startTests(deps, chosen)
  const everySecond = (): void => {
    routes.askAgain()
    lookAhead.look()
    chooser.decide()
    chooser.publish()
    dishes.publish()
    bus.publish('cellular', { atMs: clock.nowMs(), modems: desk.modems() })
  }
  const ends = [
    ...hearBus(deps, chosen),
    clock.every(DECIDE_EVERY_MS, everySecond),
    publishHealth(deps, 'links', { ...cellular, ...starlink }),
  ]
  return {
    close: () => {
      for (const end of ends) end()
      const own = [...(deps.measuring ? [deps.measuring] : []), talk, desk, orders, tests, dishes, coverage, usage]
      return closeAll([...own, deps.network, ...Object.values(cellular), ...Object.values(carriers)])
    },
  }
}
