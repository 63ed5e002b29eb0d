import type { Clock } from '../../hal/clock.ts'
import { AimScore } from './aim-score.ts'
import type { VirtualDish } from './devices/dish-mount.ts'
import type { FaultSchedule } from './faults.ts'
import type { TwinNetwork } from './network.ts'
import type { People } from './people/index.ts'
import type { RidePace } from './rates.ts'
import { makeScore, type Score } from './score.ts'
import type { Modems } from './train-devices.ts'
import { KAZSAT_3_DEG, type Terminals } from './train-terminals.ts'
import type { RideWorld } from './world/index.ts'

interface ScoredTrain {
  world: RideWorld
  clock: Clock
  pace: RidePace
  faults: FaultSchedule
  terminals: Terminals
  modems: Modems
  dish: VirtualDish
  /** The permit line holds, and neither terminal nor modem mutes. */
  transmits(name: keyof Terminals): boolean
  network: TwinNetwork
  people: People
}

const makeAimScore = ({ world, terminals, modems, dish }: ScoredTrain): AimScore =>
  new AimScore({
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

/** Watches how well a virtual train points, and what its people and links get. */
export const makeTrainScore = (train: ScoredTrain): { aim: AimScore; score: Score } => {
  const { world, clock, pace, faults, terminals, dish, transmits, network, people } = train
  const aim = makeAimScore(train)
  const scored = (name: keyof Terminals) => ({ terminal: terminals[name], isTransmitting: () => transmits(name) })
  const score = makeScore({
    world,
    clock,
    samplePeriodMs: pace.scoreEveryMs,
    aim,
    aimEveryMs: pace.aimScoreEveryMs,
    terminals: { oneweb: scored('oneweb'), geo: scored('geo') },
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
  return { aim, score }
}
