import type { GnssAttitude, GnssFix, GnssReport, GnssSky } from '../../../drivers/gnss/gnss.ts'
import { type MonotonicMs, wrap360Deg } from '../../../hal/units.ts'
import type { InterferenceLevel, Threat } from '../../plan/interference.ts'
import type { Voter } from '../../plan/receiver-vote.ts'
import { nextSignals, noSignals, type SignalState } from '../../plan/signal-drop.ts'
import type { VoterFix } from '../../plan/voter-places.ts'

/** A receiver as it is fitted. */
export interface FittedReceiver {
  name: string
  /** Of its antenna in the body frame, from the point that is navigated: forward, right, down, metres. */
  leverArmM?: readonly [number, number, number] | undefined
  /** Of the line from its first antenna to its second in the body frame, clockwise from forward; 0 unless told. */
  baselineYawDeg?: number | undefined
}

/** A fix older than this is none. */
const FIX_HOLDS_MS = 2_500
/** What a receiver says of interference holds so long; the slowest tells it every 5 s. */
const STATEMENT_HOLDS_MS = 12_000

type Statement = { atMs: MonotonicMs } & Partial<Record<Threat, InterferenceLevel>>

const WORST_FIRST: readonly InterferenceLevel[] = ['critical', 'warning', 'ok', 'unknown']

/** The last that one receiver said of each thing. */
export class SeenReceiver {
  readonly #fitted: FittedReceiver
  readonly #priority: number
  readonly #statements = new Map<string, Statement>()
  #fix: GnssFix | undefined
  #isSilent = true
  #signals: SignalState = noSignals
  #identity: { hardware?: string; firmware?: string } = {}

  /** `priority`: 0 comes first. */
  constructor(fitted: FittedReceiver, priority: number) {
    this.#fitted = fitted
    this.#priority = priority
  }

  readonly #take: { [K in GnssReport['kind']]?: (report: Extract<GnssReport, { kind: K }>) => void } = {
    fix: (fix) => {
      this.#isSilent = false
      this.#fix = fix
    },
    'no-fix': ({ reason }) => {
      this.#isSilent = reason === 'silent'
      this.#fix = undefined
    },
    sky: (sky) => this.#hearSky(sky),
    interference: (statement) => void this.#statements.set(statement.source, statement),
    identity: ({ hardware, firmware }) => {
      this.#identity = { ...(hardware !== undefined && { hardware }), ...(firmware !== undefined && { firmware }) }
    },
  }

  onReport(report: GnssReport): void {
    this.#take[report.kind]?.(report as never)
  }

  voter(nowMs: MonotonicMs): Voter {
    const shared = { name: this.#fitted.name, priority: this.#priority }
    const fix = this.#lastFix()
    if (!fix || nowMs - fix.atMs > FIX_HOLDS_MS)
      return { ...shared, state: this.#isSilent || fix ? 'silent' : 'no-fix' }
    return { ...shared, state: 'fix', fix }
  }

  get leverArmM(): FittedReceiver['leverArmM'] {
    return this.#fitted.leverArmM
  }

  /** An attitude of the body from what the receiver tells of its baseline; its tilt is that of the body only lengthwise. */
  attitudeOfBody(told: GnssAttitude): GnssAttitude {
    const { baselineYawDeg = 0 } = this.#fitted
    if (baselineYawDeg === 0 || told.headingTrueDeg === undefined) return told
    const { pitchDeg: _, rollDeg: __, ...level } = told
    return { ...level, headingTrueDeg: wrap360Deg(told.headingTrueDeg - baselineYawDeg) }
  }

  /** Its last, while it has one. */
  #lastFix(): VoterFix | undefined {
    const { leverArmM } = this.#fitted
    return this.#fix && { ...this.#fix, ...(leverArmM && { leverArmM }) }
  }

  /** The worst that it says of a threat lately. */
  says(threat: Threat, nowMs: MonotonicMs): InterferenceLevel {
    const said = [...this.#statements.values()]
      .filter(({ atMs }) => nowMs - atMs <= STATEMENT_HOLDS_MS)
      .map((statement) => statement[threat] ?? 'unknown')
    return WORST_FIRST.find((level) => said.includes(level)) ?? 'unknown'
  }

  /** How far its satellites have dropped together, dB. */
  dropDb(): number | undefined {
    return this.#signals.dropDb
  }

  /** What it is, and what it counts: the parts of the topic that nothing is decided by. */
  facts(): { hardware?: string; firmware?: string; satellitesUsed?: number } {
    const satellitesUsed = this.#fix?.satellitesUsed
    return { ...this.#identity, ...(satellitesUsed !== undefined && { satellitesUsed }) }
  }

  #hearSky({ satellites }: GnssSky): void {
    const heard = satellites.flatMap(({ system, svid, carrierToNoiseDbHz }) =>
      carrierToNoiseDbHz === undefined || svid === undefined ? [] : [{ key: `${system} ${svid}`, carrierToNoiseDbHz }],
    )
    this.#signals = nextSignals(this.#signals, heard)
  }
}
