import { wrap180Deg } from '../../../hal/units.ts'
import { moveTimeS } from '../../domain/axis-move.ts'
import type { LookAngle } from '../../domain/geodesy.ts'
import { abilitiesOf } from '../../domain/mount-axes.ts'
import type { BodySector } from '../../domain/no-transmit.ts'
import type { WorthRules } from '../../domain/satellite-worth.ts'
import type { Pointer } from '../../plan/aim.ts'
import type { PlannedStep } from '../../plan/forecast.ts'
import { NONE } from '../../plan/handover-plan.ts'
import { keyholeShare } from '../../plan/keyhole-share.ts'
import type { AlongLine, Hindrances } from '../../plan/service-ahead.ts'
import { type ChoiceRules, STEP_MS, STEPS } from './constellation-choice.ts'
import type { AimedPointer } from './pointers.ts'
import type { TrainNow } from './train-now.ts'

/** What of the sky a terminal cannot see or must not use. */
export interface TerminalSky extends WorthRules {
  /** Parts of the sky around the coach that something on the roof hides. */
  hiddenSectors: readonly BodySector[]
  /** Parts into which it must not transmit, and half its beam. */
  noTransmitSectors: readonly BodySector[]
  beamHalfWidthDeg: number
}

/** For a terminal that nothing is known of. */
export const openSky: TerminalSky = {
  pointingLimitDeg: 180,
  gsoAvoidanceDeg: 0,
  gateways: [],
  hiddenSectors: [],
  noTransmitSectors: [],
  beamHalfWidthDeg: 0,
}

/** What a slew may miss by is half of what the interlock allows; the rest is for sigma. Chosen. */
export const MISSED_SHARE = 0.5

/** A mechanical mount goes on both axes at once, each with its rate and its ramps, and has a keyhole; a beam jumps. */
export const mountRulesOf = (limits: Pointer, pointingLimitDeg: number): Pick<ChoiceRules, 'slewS' | 'missedShare'> => {
  if (limits.kind === 'array') return {}
  const { azimuth, elevation } = abilitiesOf(limits)
  return {
    slewS: (from, to) =>
      Math.max(
        moveTimeS(wrap180Deg(to.azimuthDeg - from.azimuthDeg), azimuth),
        moveTimeS(to.elevationDeg - from.elevationDeg, elevation),
      ),
    missedShare: (begin, end, stepS) =>
      keyholeShare({ begin, end, stepS }, { limits, missedDeg: MISSED_SHARE * pointingLimitDeg }),
  }
}

/** What a terminal's satellites are chosen by. */
export const choiceRulesOf = ({
  sky = openSky,
  maskDeg,
  pointer,
  pointingLimitDeg,
}: {
  sky?: TerminalSky
  maskDeg: number
  pointer: Pick<AimedPointer, 'limits' | 'second'>
  pointingLimitDeg: number
}): ChoiceRules => ({
  ...sky,
  maskDeg,
  ...mountRulesOf(pointer.limits, pointingLimitDeg),
  beams: pointer.second ? 2 : 1,
})

/** What stands between a terminal and the sky. Sectors hold for the attitude of now: a line turns little in some minutes. */
export const hindrancesOf = (sky: TerminalSky, { attitude }: TrainNow, line: AlongLine | undefined): Hindrances => {
  const { hiddenSectors, noTransmitSectors, beamHalfWidthDeg: marginDeg } = sky
  const sectors = [...hiddenSectors, ...noTransmitSectors]
  return {
    ...(line && { line }),
    ...(attitude && sectors.length > 0 && { body: { sectors, marginDeg, ...attitude } }),
  }
}

/** A geostationary satellite stands where it stands; below the mask it is none. */
export const steadySteps = (satellite: {
  name: string
  look: LookAngle | undefined
  maskDeg: number
  utcMs: number
}): PlannedStep[] => {
  const { name, look, maskDeg } = satellite
  const fromMs = Math.round(satellite.utcMs)
  const rest = look && look.elevationDeg >= maskDeg ? { look } : { noradId: NONE }
  return Array.from({ length: STEPS }, (_, step) => ({ utcMs: fromMs + step * STEP_MS, name, ...rest }))
}
