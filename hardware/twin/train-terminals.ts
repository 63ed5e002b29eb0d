import type { Random } from '../../hal/random.ts'
import type { FaultSchedule } from './faults.ts'
import { misalignmentOf } from './misalignment.ts'
import { makeTerminal, type RadioTerminal } from './radio.ts'
import type { RideWorld } from './world/index.ts'

/** 3° wide, as flat Ku-band user terminals are. */
const ARRAY = { name: 'oneweb', kind: 'array', beamwidthDeg: 3, clearSkyCnDb: 14 } as const
/** 0.6 m at 12 GHz. */
export const DISH = { name: 'geo', kind: 'dish', beamwidthDeg: 2.9, clearSkyCnDb: 11 } as const
export const KAZSAT_3_DEG = 58.5

/** The radio side of what turns on the roof. */
export interface Terminals {
  oneweb: RadioTerminal
  geo: RadioTerminal
}

interface Surroundings {
  world: RideWorld
  faults: FaultSchedule
  random: Random
}

/** `geo` stands for the dish's where something else points at KazSat-3. */
export const makeTerminals = ({ world, faults, random }: Surroundings, geo?: RadioTerminal): Terminals => {
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
