import { enuFromEcefM, lookFromEnuM, type Vector3 } from '../../../firmware/domain/geodesy.ts'
import { toRad } from '../../../hal/units.ts'
import type { DeviceContext } from '../device.ts'
import type { World } from '../truth.ts'
import type { ReceivedSatellite } from './gnss-sentences.ts'

/** A constellation on ideal circular orbits: the number of planes and satellites of the real one, not its almanac. */
interface Constellation {
  system: 'GP' | 'GL'
  firstId: number
  planes: number
  slots: number
  inclinationDeg: number
  radiusM: number
  periodS: number
}

const constellations: readonly Constellation[] = [
  { system: 'GP', firstId: 1, planes: 6, slots: 5, inclinationDeg: 55, radiusM: 26_560_000, periodS: 43_082 },
  { system: 'GL', firstId: 65, planes: 3, slots: 8, inclinationDeg: 64.8, radiusM: 25_510_000, periodS: 40_544 },
]

const EARTH_TURN_S = 86_164
const MASK_DEG = 5
/** In this time a navigation satellite moves by a quarter of a degree. */
const MOVED_AFTER_MS = 30_000
const OPEN_SKY_DB_HZ = 32
const ZENITH_GAIN_DB = 14

const positionM = (of: Constellation, index: number, utcS: number): Vector3 => {
  const plane = Math.floor(index / of.slots)
  const phase = (index % of.slots) / of.slots + plane / (of.planes * of.slots)
  const along = 2 * Math.PI * (phase + utcS / of.periodS)
  const node = 2 * Math.PI * (plane / of.planes - utcS / EARTH_TURN_S)
  const inclination = toRad(of.inclinationDeg)
  const [x, y] = [Math.cos(along), Math.sin(along) * Math.cos(inclination)]
  return [
    of.radiusM * (x * Math.cos(node) - y * Math.sin(node)),
    of.radiusM * (x * Math.sin(node) + y * Math.cos(node)),
    of.radiusM * Math.sin(along) * Math.sin(inclination),
  ]
}

interface InView {
  system: 'GP' | 'GL'
  id: number
  azimuthDeg: number
  elevationDeg: number
  /** Under an open sky, without the noise. */
  strengthDbHz: number
}

const aboveHorizon = (world: World): InView[] => {
  const train = world.train()
  const utcS = world.utcMs() / 1000
  const seen: InView[] = []
  for (const of of constellations) {
    for (let index = 0; index < of.planes * of.slots; index++) {
      const { azimuthDeg, elevationDeg } = lookFromEnuM(enuFromEcefM(train, positionM(of, index, utcS)))
      const strengthDbHz = OPEN_SKY_DB_HZ + ZENITH_GAIN_DB * Math.sin(toRad(elevationDeg))
      if (elevationDeg >= MASK_DEG)
        seen.push({ system: of.system, id: of.firstId + index, azimuthDeg, elevationDeg, strengthDbHz })
    }
  }
  return seen
}

/** Looks at the sky: the satellites above the horizon; those that terrain and roofs let through carry a signal. */
export const skyWatch = ({ world, clock, random }: DeviceContext): (() => ReceivedSatellite[]) => {
  let inView: InView[] = []
  let workedOutAtMs = Number.NEGATIVE_INFINITY
  return () => {
    if (clock.nowMs() - workedOutAtMs >= MOVED_AFTER_MS) {
      inView = aboveHorizon(world)
      workedOutAtMs = clock.nowMs()
    }
    const { horizonDeg, kind } = world.surroundings()
    return inView.map(({ system, id, azimuthDeg, elevationDeg, strengthDbHz }) => {
      const isHeard = kind !== 'tunnel' && elevationDeg > horizonDeg(azimuthDeg)
      const heardDbHz = strengthDbHz + random.normal()
      return { system, id, azimuthDeg, elevationDeg, carrierToNoiseDbHz: isHeard ? heardDbHz : undefined }
    })
  }
}
