import type { DeviceContext, VirtualDevice } from './device.ts'
import { virtualArray } from './devices/array.ts'
import type { VirtualDish } from './devices/dish-mount.ts'
import { virtualDishes } from './devices/dishes.ts'
import { gnssProtocols } from './devices/gnss-receivers.ts'
import { virtualImu } from './devices/imu.ts'
import { type VirtualLteModem, virtualLte } from './devices/lte.ts'
import { type VirtualModem, virtualModem } from './devices/modem.ts'
import { virtualSelfAntenna } from './devices/selfant.ts'
import { makeTerminal } from './radio.ts'
import type { SelfPointingGroup } from './self-pointing-group.ts'
import { DISH, KAZSAT_3_DEG, type Terminals } from './train-terminals.ts'
import type { RideWorld } from './world/index.ts'

/** What a virtual train's devices are, where one may choose. */
export interface TrainFittings {
  /** What the first receiver speaks, of `gnssProtocols`; NMEA 0183 unless given. */
  gnssProtocol?: string
  /** Carries a self-pointing antenna `selfant` besides; a bench's, with a terminal of its own. */
  hasSelfAntenna?: boolean
  /** What the dish's controller speaks, of `virtualDishes`; EasyComm III unless given. */
  dishProtocol?: string
  /** What its LTE modem's maker has in words of its own, by the driver that speaks to it; `at-lte` unless given. */
  lteProtocol?: string
  /** How many beams its array has; 1 unless given. */
  beams?: 1 | 2
}

/** The context of the device of that name. */
export type ContextOf = (name: string) => DeviceContext

export interface Modems {
  oneweb: VirtualModem
  geo: VirtualModem
  lte: VirtualLteModem
}

/** What stands on the train's serial lines. */
export interface TrainDevices {
  modems: Modems
  dish: VirtualDish
  /** All of them; the dish only where nothing else points at KazSat-3. */
  all: readonly VirtualDevice[]
}

interface Surroundings {
  world: RideWorld
  contextOf: ContextOf
  terminals: Terminals
  group?: SelfPointingGroup | undefined
}

const makeModems = ({ world, contextOf, terminals }: Surroundings, lteProtocol?: string): Modems => ({
  oneweb: virtualModem({ ...contextOf('modem'), terminal: terminals.oneweb, networkAssigns: () => world.visible() }),
  geo: virtualModem({ ...contextOf('geo-modem'), terminal: terminals.geo }),
  lte: virtualLte(contextOf('lte'), lteProtocol === undefined ? {} : { protocol: lteProtocol }),
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
const makeDish = ({ contextOf, terminals }: Surroundings, speaks = 'easycomm3'): VirtualDish => {
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

/** Makes what stands on a train's serial lines; none has power yet. Throws RangeError when there is no such device. */
export const makeTrainDevices = (fittings: TrainFittings, around: Surroundings): TrainDevices => {
  const { contextOf, terminals, group } = around
  const modems = makeModems(around, fittings.lteProtocol)
  const dish = makeDish(around, fittings.dishProtocol)
  return {
    modems,
    dish,
    all: [
      ...makeReceivers(contextOf, fittings.gnssProtocol),
      virtualImu(contextOf('imu')),
      modems.oneweb,
      virtualArray({ ...contextOf('array'), terminal: terminals.oneweb, beams: fittings.beams ?? 1 }),
      modems.geo,
      modems.lte,
      ...(group ? group.antennas : [dish]),
      ...(fittings.hasSelfAntenna ? [makeSelfAntenna(contextOf('selfant'))] : []),
    ],
  }
}
