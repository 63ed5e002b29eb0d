import type { Route } from '../../firmware/domain/route.ts'
import type { Clock } from '../../hal/clock.ts'
import type { DeskLines } from '../../hal/desk/bench.ts'
import { type Random, seededRandom } from '../../hal/random.ts'
import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import type { AimWord } from './aim-score.ts'
import { makeCoaches } from './coaches.ts'
import type { VirtualDevice } from './device.ts'
import type { VirtualDish } from './devices/dish-mount.ts'
import { virtualOdometer } from './devices/odometer.ts'
import { type VirtualPowerBoard, virtualPowerBoard } from './devices/power.ts'
import type { VirtualRfSwitch } from './devices/rf-switch.ts'
import { type VirtualStarlink, virtualStarlink } from './devices/starlink.ts'
import { type Fault, FaultSchedule, HALT } from './faults.ts'
import { joinedLines } from './joined-lines.ts'
import { type PacedLine, pacedLine } from './line/paced-line.ts'
import { type TwinNetwork, twinNetwork } from './network.ts'
import { type NetworkOperator, networkOperator } from './network-operator.ts'
import { makePeople } from './people/index.ts'
import { type Fidelity, paceOf, permitHoldMs, type RidePace } from './rates.ts'
import type { Score } from './score.ts'
import { makeSelfPointingGroup, type SelfPointingGroup } from './self-pointing-group.ts'
import { type ContextOf, makeTrainDevices, type TrainDevices, type TrainFittings } from './train-devices.ts'
import { makeTrainScore } from './train-score.ts'
import { DISH, KAZSAT_3_DEG, makeTerminals, type Terminals } from './train-terminals.ts'
import { makeWorld, type RideWorld } from './world/index.ts'

/** What a virtual train is made from. */
export interface TwinTrainPlan extends TrainFittings {
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
  /** Two antennas that point themselves, `selfant` and `selfant-2`, with an RF switch to the GEO modem, instead of the dish. */
  isGeoSelfPointing?: boolean
  /** A Starlink terminal `starlink` besides. */
  hasStarlink?: boolean
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

/** What every part of a ride is made in: its world, its clock and its faults. */
interface Scene {
  clock: Clock
  pace: RidePace
  random: Random
  world: RideWorld
  sinceMs: MonotonicMs
  faults: FaultSchedule
  contextOf: ContextOf
}

/** Nobody has brought new ones for longer than they hold. */
const OLD_ELEMENTS_MS = 20 * 86_400_000

const makeScene = (plan: TwinTrainPlan): Scene => {
  const { clock } = plan
  const pace = paceOf[plan.fidelity]
  const random = seededRandom(plan.seed)
  const halts = plan.faults.filter(({ name }) => name === HALT)
  const hasOldElements = plan.faults.some(({ name }) => name === 'elements-old')
  const world = makeWorld({
    ...plan,
    halts,
    faultAgeMs: (name) => faults.ageMs(name),
    ...(hasOldElements && { elementsAgeMs: OLD_ELEMENTS_MS }),
  })
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
  return { clock, pace, random, world, sinceMs, faults, contextOf }
}

/** What is on the roof and in the cabinet, and its serial lines. */
interface Fitted extends Pick<TrainDevices, 'modems' | 'dish'> {
  terminals: Terminals
  group: SelfPointingGroup | undefined
  lines: ReadonlyMap<string, PacedLine>
}

const makeLines = (devices: readonly VirtualDevice[], { clock, random, faults }: Scene, plan: TwinTrainPlan) => {
  const lineOf = (device: VirtualDevice): PacedLine =>
    pacedLine({
      device,
      clock,
      random: random.fork(`line ${device.name}`),
      faults,
      chunking: plan.chunking,
    })
  return new Map(devices.map((device) => [device.name, lineOf(device)]))
}

const fitOut = (plan: TwinTrainPlan, scene: Scene, isGeoRfOn: () => boolean): Fitted => {
  const { contextOf, world } = scene
  const group = plan.isGeoSelfPointing
    ? makeSelfPointingGroup({ contextOf, radio: { ...DISH, longitudeDeg: KAZSAT_3_DEG }, isRfOn: isGeoRfOn })
    : undefined
  const terminals = makeTerminals(scene, group?.terminal)
  const { modems, dish, all } = makeTrainDevices(plan, { world, contextOf, terminals, group })
  return { terminals, group, modems, dish, lines: makeLines(all, scene, plan) }
}

const makeBoard = ({ clock, faults, pace }: Scene): VirtualPowerBoard => {
  const board = virtualPowerBoard({
    clock,
    faultAgeMs: (name) => faults.ageMs(name),
    permitHoldMs: permitHoldMs(pace.firmware.aimHz),
  })
  faults.onChange(() => board.refresh())
  return board
}

type Transmits = (name: keyof Terminals) => boolean

const makeNetwork = (
  { world, clock, random, faults }: Scene,
  { terminals, modems, lines }: Fitted,
  { transmits, starlink }: { transmits: Transmits; starlink: VirtualStarlink | undefined },
): TwinNetwork => {
  const linkTerminal = (name: keyof Terminals) => ({
    terminal: terminals[name],
    isLocked: () => modems[name].isLocked(),
    isTransmitting: () => transmits(name),
  })
  const faultAgeMs = (name: string) => faults.ageMs(name)
  return twinNetwork({
    world,
    clock,
    random,
    faultAgeMs,
    coaches: makeCoaches({ clock, random: random.fork('coaches'), faultAgeMs }),
    terminals: { oneweb: linkTerminal('oneweb'), geo: linkTerminal('geo') },
    lteState: () => ({ isRegistered: lines.get('lte')?.isPlugged() === true && modems.lte.isRegistered() }),
    ...(starlink && { starlink: () => starlink.carried() }),
  })
}

const makeOperator = ({ faults, world }: Scene, { modems }: Fitted): NetworkOperator =>
  networkOperator({
    faults,
    utcMs: () => world.utcMs(),
    sendText: (from, text) => modems.lte.sendText(from, text),
    submitted: () => modems.lte.submitted(),
  })

/** Makes a virtual train; nothing runs on its lines before `start`. */
export const makeTwinTrain = (plan: TwinTrainPlan): TwinTrain => {
  const scene = makeScene(plan)
  const { clock, pace, world, sinceMs, faults, contextOf } = scene
  const transmits: Transmits = (name) =>
    board.isPermitted(clock.nowMs()) && modems[name].isTransmitting() && !terminals[name].isMuted()
  const fitted = fitOut(plan, scene, () => transmits('geo'))
  const { terminals, modems, dish, group, lines } = fitted
  const operator = makeOperator(scene, fitted)
  const board = makeBoard(scene)
  const odometer = virtualOdometer({ ...contextOf('odometer'), pulsesPerMetre: pace.odometerPulsesPerMetre })
  const starlink = plan.hasStarlink ? virtualStarlink(contextOf('starlink')) : undefined
  const network = makeNetwork(scene, fitted, { transmits, starlink })
  const people = makePeople({ ...scene, network })
  const { aim, score } = makeTrainScore({ ...scene, ...fitted, transmits, network, people })
  const relays = group ? [group.relay] : []
  return {
    world,
    sinceMs,
    lines,
    board,
    dish,
    gpio: joinedLines([board, odometer, ...relays]),
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
      for (const part of [...lines.values(), odometer, ...relays, network, people, score]) part.stop()
      starlink?.stop()
      faults.close()
    },
  }
}
