import type { Route } from '../../firmware/domain/route.ts'
import type { Clock } from '../../hal/clock.ts'
import type { DeskLines } from '../../hal/desk/bench.ts'
import { type Random, seededRandom } from '../../hal/random.ts'
import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import { AimScore, type AimWord } from './aim-score.ts'
import type { DeviceContext, VirtualDevice } from './device.ts'
import { virtualArray } from './devices/array.ts'
import type { VirtualDish } from './devices/dish-mount.ts'
import { virtualDishes } from './devices/dishes.ts'
import { gnssProtocols } from './devices/gnss-receivers.ts'
import { virtualImu } from './devices/imu.ts'
import { type VirtualLteModem, virtualLte } from './devices/lte.ts'
import { type VirtualModem, virtualModem } from './devices/modem.ts'
import { virtualOdometer } from './devices/odometer.ts'
import { type VirtualPowerBoard, virtualPowerBoard } from './devices/power.ts'
import type { VirtualRfSwitch } from './devices/rf-switch.ts'
import { virtualSelfAntenna } from './devices/selfant.ts'
import { type VirtualStarlink, virtualStarlink } from './devices/starlink.ts'
import { type Fault, FaultSchedule } from './faults.ts'
import { joinedLines } from './joined-lines.ts'
import { type PacedLine, pacedLine } from './line/paced-line.ts'
import { misalignmentOf } from './misalignment.ts'
import { type TwinNetwork, twinNetwork } from './network.ts'
import { type NetworkOperator, networkOperator } from './network-operator.ts'
import { makePeople } from './people/index.ts'
import { makeTerminal, type RadioTerminal } from './radio.ts'
import { type Fidelity, paceOf, permitHoldMs } from './rates.ts'
import { makeScore, type Score } from './score.ts'
import { makeSelfPointingGroup } from './self-pointing-group.ts'
import { makeWorld, type RideWorld } from './world/index.ts'

/** What a virtual train is made from. */
export interface TwinTrainPlan {
  clock: Clock
  seed: number
  /** Of what stands beside the line; `seed` unless given. */
  lineSeed?: number
  route: Route
  startUtcMs: UtcMs
  elementsTle?: string
  faults: readonly Fault[]
  fidelity: Fidelity
  /** `uart`: as an adapter hands bytes out; `frames`: fewer events, for accelerated rides. */
  chunking: 'uart' | 'frames'
  /** From the end of the line to its start. */
  isReverse?: boolean
  /** The coach runs tail first. */
  isCoachReversed?: boolean
  /** What the first receiver speaks, of `gnssProtocols`; NMEA 0183 unless given. */
  gnssProtocol?: string
  /** Carries a self-pointing antenna `selfant` besides; a bench's, with a terminal of its own. */
  hasSelfAntenna?: boolean
  /** Two antennas that point themselves, `selfant` and `selfant-2`, with an RF switch to the GEO modem, instead of the dish. */
  isGeoSelfPointing?: boolean
  /** A Starlink terminal `starlink` besides. */
  hasStarlink?: boolean
  /** What the dish's controller speaks, of `virtualDishes`; EasyComm III unless given. */
  dishProtocol?: string
  /** What its LTE modem's maker has in words of its own, by the driver that speaks to it; `at-lte` unless given. */
  lteProtocol?: string
  /** How many beams its array has; 1 unless given. */
  beams?: 1 | 2
  /** Stretches of its line that have no room for a raised dish, kilometres as in the line's file. */
  lowClearances?: readonly { fromKm: number; toKm: number }[]
  /** Stands at this place instead of riding. */
  atRestAt?: { latDeg: number; lonDeg: number }
}

/** A virtual train: its lines, its power board, its routing, its people, and the truth behind them. */
export interface TwinTrain {
  readonly world: RideWorld
  /** When the ride began: faults and the world count from it. */
  readonly sinceMs: MonotonicMs
  readonly lines: ReadonlyMap<string, PacedLine>
  readonly board: VirtualPowerBoard
  readonly dish: VirtualDish
  /** Every wire of it: the power board's and the odometer's. */
  readonly gpio: DeskLines
  /** The relay between two antennas that point themselves. */
  readonly rfSwitch?: VirtualRfSwitch
  /** On Ethernet, so no line. */
  readonly starlink?: VirtualStarlink
  readonly network: TwinNetwork
  readonly score: Score
  readonly faults: FaultSchedule
  readonly operator: NetworkOperator
  /** What the firmware says of its aim, by terminal, for the score. */
  setAimed(words: Readonly<Record<string, AimWord>>): void
  /** Powers every device on. */
  start(): void
  stop(): void
}

// The array is 3° wide, as flat Ku-band user terminals are; the dish has 0.6 m at 12 GHz.
const ARRAY = { name: 'oneweb', kind: 'array', beamwidthDeg: 3, clearSkyCnDb: 14 } as const
const DISH = { name: 'geo', kind: 'dish', beamwidthDeg: 2.9, clearSkyCnDb: 11 } as const
const KAZSAT_3_DEG = 58.5

interface Terminals {
  oneweb: RadioTerminal
  geo: RadioTerminal
}

const makeTerminals = (
  world: RideWorld,
  faults: FaultSchedule,
  random: Random,
  geo: RadioTerminal | undefined,
): Terminals => {
  const shared = { world, satellitesInSky: () => world.visible(), faultAgeMs: (name: string) => faults.ageMs(name) }
  const sits = (name: string) => ({
    misalignment: misalignmentOf(random.fork(`${name} misalignment`)),
    random: random.fork(name),
  })
  return {
    oneweb: makeTerminal({ ...shared, ...ARRAY, ...sits('oneweb'), service: { kind: 'constellation' } }),
    geo:
      geo ??
      makeTerminal({
        ...shared,
        ...DISH,
        ...sits('geo'),
        service: { kind: 'geo', longitudeDeg: KAZSAT_3_DEG },
      }),
  }
}

interface Modems {
  oneweb: VirtualModem
  geo: VirtualModem
  lte: VirtualLteModem
}

type ContextOf = (name: string) => DeviceContext

const makeModems = (
  contextOf: ContextOf,
  terminals: Terminals,
  { world, protocol }: { world: RideWorld; protocol?: string },
): Modems => ({
  oneweb: virtualModem({ ...contextOf('modem'), terminal: terminals.oneweb, networkAssigns: () => world.visible() }),
  geo: virtualModem({ ...contextOf('geo-modem'), terminal: terminals.geo }),
  lte: virtualLte(contextOf('lte'), protocol === undefined ? {} : { protocol }),
})

/** Throws RangeError when there is no such receiver: whoever takes names from people asks `gnssProtocols` first. */
const makeReceiver = (context: DeviceContext, protocol: string): VirtualDevice => {
  const make = gnssProtocols[protocol]
  if (!make) throw new RangeError(`no virtual receiver speaks ${protocol}`)
  return make(context)
}

const makeReceivers = (contextOf: ContextOf, firstSpeaks = 'nmea0183'): VirtualDevice[] => [
  makeReceiver(contextOf('gnss'), firstSpeaks),
  makeReceiver(contextOf('gnss-roof-2'), 'ublox-f9'),
]

/** Throws RangeError when there is no such mount. */
const makeDish = (contextOf: ContextOf, terminals: Terminals, speaks = 'easycomm3'): VirtualDish => {
  const make = virtualDishes[speaks]
  if (!make) throw new RangeError(`no virtual mount speaks ${speaks}`)
  return make({ ...contextOf('dish'), terminal: terminals.geo })
}

/** Its terminal hears KazSat-3, whatever its modem asks it to find. */
const makeSelfAntenna = (context: DeviceContext): VirtualDevice =>
  virtualSelfAntenna({
    ...context,
    terminal: makeTerminal({
      ...context,
      ...DISH,
      name: context.name,
      service: { kind: 'geo', longitudeDeg: KAZSAT_3_DEG },
      satellitesInSky: () => [],
    }),
  })

interface Parts {
  beams: 1 | 2
  terminals: Terminals
  modems: Modems
}

const makeDevices = (contextOf: ContextOf, { terminals, modems, beams }: Parts): VirtualDevice[] => [
  virtualImu(contextOf('imu')),
  modems.oneweb,
  virtualArray({ ...contextOf('array'), terminal: terminals.oneweb, beams }),
  modems.geo,
  modems.lte,
]

/** Makes a virtual train; nothing runs on its lines before `start`. */
export const makeTwinTrain = (plan: TwinTrainPlan): TwinTrain => {
  const { clock } = plan
  const pace = paceOf[plan.fidelity]
  const random = seededRandom(plan.seed)
  const world = makeWorld({ ...plan, faultAgeMs: (name) => faults.ageMs(name) })
  // Laying the track takes a second; the ride begins when it lies.
  const sinceMs = clock.nowMs()
  const faults = new FaultSchedule(clock, plan.faults)
  const faultAgeMs = (name: string): number | undefined => faults.ageMs(name)
  const contextOf: ContextOf = (name) => ({
    name,
    world,
    clock,
    random: random.fork(name),
    faultAgeMs,
    rates: pace.devices,
  })
  const group = plan.isGeoSelfPointing
    ? makeSelfPointingGroup({
        contextOf,
        radio: { ...DISH, longitudeDeg: KAZSAT_3_DEG },
        isRfOn: () => transmits('geo')(),
      })
    : undefined
  const terminals = makeTerminals(world, faults, random, group?.terminal)
  const modems = makeModems(contextOf, terminals, {
    world,
    ...(plan.lteProtocol !== undefined && { protocol: plan.lteProtocol }),
  })
  const operator = networkOperator({
    faults,
    utcMs: () => world.utcMs(),
    sendText: (from, text) => modems.lte.sendText(from, text),
  })
  const dish = makeDish(contextOf, terminals, plan.dishProtocol)
  const devices = [
    ...makeReceivers(contextOf, plan.gnssProtocol),
    ...makeDevices(contextOf, { terminals, modems, beams: plan.beams ?? 1 }),
    ...(group ? group.antennas : [dish]),
    ...(plan.hasSelfAntenna ? [makeSelfAntenna(contextOf('selfant'))] : []),
  ]
  const lineOf = (device: VirtualDevice): PacedLine =>
    pacedLine({
      device,
      clock,
      random: random.fork(`line ${device.name}`),
      faults,
      chunking: plan.chunking,
    })
  const lines = new Map(devices.map((device) => [device.name, lineOf(device)]))

  const board = virtualPowerBoard({ clock, faultAgeMs, permitHoldMs: permitHoldMs(pace.firmware.aimHz) })
  faults.onChange(() => board.refresh())
  const { odometerPulsesPerMetre: pulsesPerMetre } = pace
  const odometer = virtualOdometer({ ...contextOf('odometer'), pulsesPerMetre })
  const transmits = (name: keyof Terminals) => () =>
    board.isPermitted(clock.nowMs()) && modems[name].isTransmitting() && !terminals[name].isMuted()
  const linkTerminal = (name: keyof Terminals) => ({
    terminal: terminals[name],
    isLocked: () => modems[name].isLocked(),
    isTransmitting: transmits(name),
  })
  const starlink = plan.hasStarlink ? virtualStarlink(contextOf('starlink')) : undefined
  const network = twinNetwork({
    world,
    clock,
    random,
    terminals: { oneweb: linkTerminal('oneweb'), geo: linkTerminal('geo') },
    lteState: () => ({ isRegistered: lines.get('lte')?.isPlugged() === true && modems.lte.isRegistered() }),
    ...(starlink && { starlink: () => starlink.carried() }),
  })
  const people = makePeople({ world, clock, random, network })
  const aim = new AimScore({
    world,
    array: {
      boresight: () => terminals.oneweb.boresight(),
      isLocked: () => modems.oneweb.isLocked(),
      aims: () => terminals.oneweb.turns(),
    },
    dish: {
      boresight: () => terminals.geo.boresight(),
      isLocked: () => modems.geo.isLocked(),
      aims: () => dish.mount.azimuth.commands,
      longitudeDeg: KAZSAT_3_DEG,
    },
  })
  const score = makeScore({
    world,
    clock,
    samplePeriodMs: pace.scoreEveryMs,
    aim,
    aimEveryMs: pace.aimScoreEveryMs,
    terminals: {
      oneweb: { terminal: terminals.oneweb, isTransmitting: transmits('oneweb') },
      geo: { terminal: terminals.geo, isTransmitting: transmits('geo') },
    },
    array: {
      name: 'oneweb',
      boresight: () => terminals.oneweb.boresight(),
      meantSatellite: () => aim.meantSatellite(),
    },
    dishElevationDeg: () => dish.mount.elevation.encoderDeg,
    network,
    people,
    activeFaults: () => faults.active(),
  })
  return {
    world,
    sinceMs,
    lines,
    board,
    dish,
    gpio: joinedLines([board, odometer, ...(group ? [group.relay] : [])]),
    ...(group && { rfSwitch: group.relay }),
    ...(starlink && { starlink }),
    network,
    score,
    faults,
    operator,
    setAimed: (words) => aim.setAimed(words),
    start: () => {
      for (const line of lines.values()) line.start()
      odometer.start()
      starlink?.start()
    },
    stop: () => {
      for (const part of [...lines.values(), odometer, ...(group ? [group.relay] : []), network, people, score])
        part.stop()
      starlink?.stop()
      faults.close()
    },
  }
}
