import type { Cancel } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import { type Answer, refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import type { EstimatedAttitude } from '../../domain/attitude.ts'
import type { Across, BiasEstimate, Warmth } from '../../domain/bias-filter.ts'
import type { Direction } from '../../domain/frames.ts'
import { mountFromPeaks, type PeakedMount } from '../../domain/peaked-mount.ts'
import { type LearningSight, levelled } from '../../plan/bias-learning.ts'
import { searchedDeg } from '../../plan/peak-scan.ts'
import {
  foundPeaks,
  looksOf,
  type PeakingSeen,
  type PeakingState,
  peakBeside,
  peakingAtStart,
  planPeaking,
} from '../../plan/peaking.ts'
import type { ServiceContext } from '../service.ts'
import { type Tell, tellAs } from '../tell.ts'
import type { HandAims } from './hand-aims.ts'

/** What a tracker sees of the satellite that its terminal is peaked on. */
export interface PeakStanding extends Pick<PeakingSeen, 'satellite' | 'holding' | 'isBlocked' | 'isLocked' | 'offset'> {
  /** In the local level frame. */
  look: Direction | undefined
  attitude: EstimatedAttitude | undefined
  /** As the learner has it. */
  sight: LearningSight | undefined
  carrier: { db: number; atMs: number } | undefined
  estimate: BiasEstimate
  warmth: Warmth
  beam: PeakingSeen['beam'] & { scanLossExponent: number; pointingLimitDeg: number }
  /** Goes by these turns from now on, and keeps them. */
  adopt(estimate: BiasEstimate): void
}

interface Peaking {
  by: string
  scan: PeakingState
  standing?: PeakStanding
  /** What range and scan loss took when it began, dB: looks are shown as if it were so all the time. */
  tookDb?: number
  mount?: PeakedMount
  isKept: boolean
}

type Shown = CommandReply<'peak.keep'>

const NO_STEP: Across = { azimuthDeg: 0, elevationDeg: 0 }

/** With the carrier as it would be if range and scan loss had stayed what they took at first. */
const seenOf = ({ carrier, sight, offset, beam, ...standing }: PeakStanding, tookDb: number): PeakingSeen => ({
  ...standing,
  sight,
  offset,
  beam,
  ...(carrier &&
    sight && {
      carrier: { ...carrier, db: levelled(carrier.db, { sight, beam }, offset ?? NO_STEP) - tookDb },
    }),
})

/** Terminals that people peak on their satellites: each under a lease of its own, muted, measured with each step of its tracker. */
export class PeakDesk {
  readonly #hands: HandAims
  readonly #tell: Tell
  readonly #all = new Map<string, Peaking>()
  readonly #ends: readonly Cancel[]

  constructor(context: ServiceContext, hands: HandAims) {
    this.#hands = hands
    this.#tell = tellAs('tracking', context)
    const { bus } = context
    this.#ends = [
      bus.handle('peak.set', async ({ terminal, ...request }) => {
        const why = await hands.begin({ terminal, ...request })
        if (why !== undefined) return refuse(why)
        this.#all.set(terminal, { by: request.by, scan: peakingAtStart, isKept: false })
        return this.#shown(terminal)
      }),
      bus.handle('peak.keep', async ({ terminal, by }) => {
        const why = await hands.keep(terminal, by)
        return why === undefined ? this.#shown(terminal) : refuse(why)
      }),
      bus.handle('peak.adopt', ({ terminal, by }) => this.#adopt(terminal, by)),
      bus.handle('peak.end', ({ terminal, by }) => {
        hands.end(terminal, `ended by ${by}`)
        return { ok: true, reply: {} }
      }),
    ]
  }

  /** Where a terminal that is peaked looks beside its satellite, with each step of its tracker while it is muted for that. */
  step(terminal: string, standing: PeakStanding, nowMs: MonotonicMs): Across {
    const peaking = this.#all.get(terminal)
    if (!peaking) return NO_STEP
    peaking.standing = standing
    const before = peaking.scan.verdict
    const { sight, beam } = standing
    if (sight) peaking.tookDb ??= levelled(0, { sight, beam }, NO_STEP)
    const { state, reasons } = planPeaking(peaking.scan, seenOf(standing, peaking.tookDb ?? 0), nowMs)
    peaking.scan = state
    for (const text of reasons) this.#tell({ subject: terminal, text })
    if (!before && state.verdict?.isFound)
      peaking.mount = mountFromPeaks(standing.estimate, foundPeaks(state), standing.warmth)
    // What is kept is in the aim itself.
    if (peaking.isKept || state.verdict?.isFound === false) return NO_STEP
    return peakBeside(state, standing.beam.widthDeg)
  }

  /** Whether what a terminal's scan found is kept: its beam is no longer stepped, and may be proven by transmitting. */
  isKept(terminal: string): boolean {
    return this.#all.get(terminal)?.isKept === true
  }

  close(): void {
    for (const end of this.#ends) end()
  }

  #adopt(terminal: string, by: string): Answer<'peak.adopt'> {
    const peaking = this.#all.get(terminal)
    const lease = this.#hands.told(terminal)
    if (typeof lease === 'string') return refuse(lease)
    if (peaking?.by !== by || lease.by !== by) return refuse(`${by} does not peak ${terminal}`)
    const { mount, standing, isKept } = peaking
    if (!mount || !standing || isKept) return refuse('there is nothing to keep')
    if (mount.isBeyond) return refuse('it is off by more than is learnt: set the mount right, or draw it anew')
    standing.adopt(mount.estimate)
    peaking.isKept = true
    this.#tell({ subject: terminal, text: `how it sits was taken from the peak by ${by}`, severity: 'warning' })
    return this.#shown(terminal)
  }

  #shown(terminal: string): Answer<'peak.keep'> {
    const lease = this.#hands.told(terminal)
    if (typeof lease === 'string') return refuse(lease)
    const peaking = this.#all.get(terminal)
    if (!peaking) return refuse(`nobody peaks ${terminal}`)
    const { by: _by, ...told } = lease
    return { ok: true, reply: { ...told, ...shownOf(peaking) } }
  }
}

const shownOf = ({ scan, standing, mount, isKept }: Peaking): Omit<Shown, 'leftS' | 'isMuted' | 'liftedForS'> => {
  const { widthDeg = 0, pointingLimitDeg = 0 } = standing?.beam ?? {}
  const { look } = standing ?? {}
  const { verdict } = scan
  return {
    ...(scan.satellite !== undefined && { satellite: scan.satellite }),
    ...(look && { azimuthTrueDeg: look.azimuthDeg, elevationDeg: look.elevationDeg }),
    ...looksOf(scan, widthDeg),
    passes: [...scan.passes, ...(scan.pass ? [scan.pass] : [])].map(({ axis, points, lost, fit }) => ({
      axis,
      points: points.map(({ offsetDeg, db }) => ({ offsetDeg, db })),
      lost,
      ...(fit && { fit }),
    })),
    ...(verdict && { verdict: verdict.isFound ? 'found' : verdict.because }),
    ...(verdict?.isFound === false && verdict.words !== undefined && { words: verdict.words }),
    searchedDeg: searchedDeg(widthDeg),
    pointingLimitDeg,
    ...(mount && standing && { found: foundOf(scan, mount, standing.attitude) }),
    isKept,
  }
}

/** What the scan found; heading and tilt as they are measured are in it, and so are their errors. */
const foundOf = (scan: PeakingState, mount: PeakedMount, attitude: PeakStanding['attitude']): Shown['found'] => ({
  acrossDeg: scan.centre.azimuthDeg,
  upDeg: scan.centre.elevationDeg,
  sigmaDeg: Math.max(...foundPeaks(scan).map(({ sigmaDeg }) => sigmaDeg)),
  headingSigmaDeg: attitude?.headingSigmaDeg ?? 180,
  tiltSigmaDeg: attitude?.tiltSigmaDeg ?? 180,
  before: mount.before,
  after: mount.after,
  turnSigmaDeg: mount.sigmaDeg,
  isMoved: mount.isMoved,
  isBeyond: mount.isBeyond,
})
