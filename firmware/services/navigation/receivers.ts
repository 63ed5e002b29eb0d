import type { GnssFix, GnssReport, GnssSky } from '../../../drivers/gnss/gnss.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import {
  type InterferenceAction,
  type InterferenceState,
  interferenceAtStart,
  PULLED_SIGMAS,
  planInterference,
} from '../../plan/interference.ts'
import { planVote, type Voter, type VoteState, voteAtStart } from '../../plan/receiver-vote.ts'
import { offArm, type TrainPlace } from '../../plan/voter-places.ts'
import type { ServiceContext } from '../service.ts'
import { tellAs } from '../tell.ts'
import type { NavigationEstimate, ReceiverVote } from './collaborators.ts'
import { type FittedReceiver, SeenReceiver } from './seen-receiver.ts'
import { fixFrom, type ToldPlace, ToldPlaces } from './told-places.ts'

interface ReceiversDeps extends ServiceContext {
  /** The preferred one first. */
  receivers: readonly FittedReceiver[]
  /** Hears the receiver that is listened to; its fixes are those of the point that is navigated, once the heading is known. */
  hear(report: GnssReport): void
  /** Another receiver is listened to from now on. */
  onChoice(): void
}

type ReceiverRow = TopicMessage<'receivers'>['receivers'][string]

const VOTE_EVERY_MS = 1_000

/** What the fusion expects, as far as it says how sure it is. */
const expectedFrom = (estimate: NavigationEstimate | undefined): TrainPlace | undefined => {
  if (!estimate?.position || estimate.horizontalSigmaM === undefined) return undefined
  const { position, horizontalSigmaM, atMs, speedMps, courseTrueDeg, headingTrueDeg } = estimate
  return {
    atMs,
    latDeg: position.latDeg,
    lonDeg: position.lonDeg,
    horizontalSigmaM,
    ...(speedMps !== undefined && { speedMps }),
    ...(courseTrueDeg !== undefined && { courseTrueDeg }),
    ...(headingTrueDeg !== undefined && { headingTrueDeg }),
  }
}

const pulledFrom = (estimate: NavigationEstimate | undefined): { isPulled?: boolean } => {
  const { pulledSigmas } = estimate ?? {}
  return pulledSigmas ? { isPulled: Math.max(pulledSigmas.speed, pulledSigmas.heading) >= PULLED_SIGMAS } : {}
}

const atOrigin = (fix: GnssFix, arm: NonNullable<FittedReceiver['leverArmM']>, headingTrueDeg: number): GnssFix => {
  const { latDeg, lonDeg, heightM } = offArm({ ...fix, heightM: fix.heightM ?? 0 }, arm, headingTrueDeg)
  return { ...fix, latDeg, lonDeg, ...(fix.heightM !== undefined && { heightM }) }
}

/** Compares all receivers and terminals that know their place, lets one through, and says what interferes. */
class Receivers implements ReceiverVote {
  readonly #deps: ReceiversDeps
  readonly #tell: ReturnType<typeof tellAs>
  readonly #seen: ReadonlyMap<string, SeenReceiver>
  readonly #told = new ToldPlaces()
  readonly #ends: (() => void)[]
  #vote: VoteState = voteAtStart
  #interference: InterferenceState = interferenceAtStart
  #estimate: NavigationEstimate | undefined

  constructor(deps: ReceiversDeps) {
    const { clock, bus, receivers } = deps
    this.#deps = deps
    this.#tell = tellAs('navigation', deps)
    this.#seen = new Map(receivers.map((fitted, index) => [fitted.name, new SeenReceiver(fitted, index)]))
    this.#ends = [
      bus.subscribe('locations', ({ terminals }) => this.#hearTold(this.#told.onLocations(terminals, clock.nowMs()))),
      bus.subscribe('antennas', ({ terminals }) =>
        this.#hearTold(this.#told.onAntennas(terminals, this.#estimate?.speedMps, clock.nowMs())),
      ),
      bus.subscribe('starlink', ({ dishes }) =>
        this.#hearTold(this.#told.onDishes(dishes, this.#estimate?.speedMps, clock.nowMs())),
      ),
      clock.every(VOTE_EVERY_MS, () => this.#step(clock.nowMs())),
    ]
  }

  onReport(receiver: string, report: GnssReport): void {
    const seen = this.#seen.get(receiver)
    seen?.onReport(report)
    const isChosen = receiver === (this.#vote.chosen ?? this.#deps.receivers[0]?.name)
    // Two antennas on one receiver tell the heading, whoever tells the place.
    if (!isChosen && report.kind !== 'attitude') return
    if (report.kind === 'sky') this.#publishSky(receiver, report)
    if (report.kind === 'fix') this.#hearFix(report, seen?.leverArmM)
    else if (report.kind === 'attitude') this.#deps.hear(seen?.attitudeOfBody(report) ?? report)
    else this.#deps.hear(report)
    // With others to turn to there is no second to lose.
    if (report.kind === 'no-fix' && this.#seen.size + this.#told.size > 1) this.#step(report.atMs)
  }

  onEstimate(estimate: NavigationEstimate): void {
    this.#estimate = estimate
  }

  close(): void {
    for (const end of this.#ends) end()
  }

  #hearTold(places: readonly [string, ToldPlace][]): void {
    for (const [name, place] of places)
      if (name === this.#vote.chosen && !this.#seen.has(name)) this.#deps.hear(fixFrom(place))
  }

  #voters(nowMs: MonotonicMs): Voter[] {
    const receivers = [...this.#seen.values()].map((seen) => seen.voter(nowMs))
    return [...receivers, ...this.#told.voters(this.#seen.size, (name) => this.#seen.has(name), nowMs)]
  }

  #hearFix(seen: GnssFix, leverArmM: FittedReceiver['leverArmM']): void {
    const headingTrueDeg = this.#estimate?.headingTrueDeg
    const fix = leverArmM && headingTrueDeg !== undefined ? atOrigin(seen, leverArmM, headingTrueDeg) : seen
    this.#deps.hear(fix)
  }

  #step(nowMs: MonotonicMs): void {
    const voters = this.#voters(nowMs)
    const expected = expectedFrom(this.#estimate)
    const vote = planVote(this.#vote, { voters, ...(expected && { expected }), ...pulledFrom(this.#estimate) }, nowMs)
    this.#vote = vote.state
    if (vote.actions.length > 0) this.#deps.onChoice()
    for (const text of vote.reasons) this.#tell({ subject: 'receivers', text, severity: 'warning' })
    this.#judge(voters, nowMs)
    this.#publish(voters, [...vote.reasons, ...this.#interference.reasons], nowMs)
  }

  #judge(voters: readonly Voter[], nowMs: MonotonicMs): void {
    const { chosen = '', standings } = this.#vote
    const chosenAgrees = standings[chosen]?.agreement === 'agrees'
    const receivers = voters.map(({ name }) => {
      const seen = this.#seen.get(name)
      const dropDb = seen?.dropDb()
      const { agreement, offsetM } = standings[name] ?? {}
      return {
        name,
        jamming: seen?.says('jamming', nowMs) ?? 'unknown',
        spoofing: seen?.says('spoofing', nowMs) ?? 'unknown',
        ...(dropDb !== undefined && { dropDb }),
        ...(agreement === 'disagrees' && { disagreesByM: offsetM ?? 0, isUnvouched: this.#isUnvouched(name, voters) }),
        isOut: agreement === 'disagrees' && chosenAgrees,
      }
    })
    const { pulledSigmas } = this.#estimate ?? {}
    const seen = { receivers, ...(pulledSigmas && { pulledSigmas }) }
    const planned = planInterference(this.#interference, seen, nowMs)
    this.#interference = planned.state
    for (const { threat, level } of planned.actions) this.#tellThreat(threat, level, planned.reasons)
  }

  /** One antenna that nobody vouches for warns of a spoofer and proves none: it must not mute a train whose only receiver is right. */
  #isUnvouched(name: string, voters: readonly Voter[]): boolean {
    const present = voters.filter(({ state }) => state === 'fix').map((voter) => voter.name)
    const isOfAntenna = (voter: string): boolean => this.#told.isOfAntenna(voter)
    const isAgainstOneAntenna = present.length === 2 && present.some(isOfAntenna)
    return isOfAntenna(name) || isAgainstOneAntenna
  }

  #tellThreat(
    threat: InterferenceAction['threat'],
    level: InterferenceAction['level'],
    reasons: readonly string[],
  ): void {
    // That a receiver begins to say *ok* is no news.
    if (level === 'ok' && this.#calmSoFar.has(threat)) return
    if (level !== 'ok') this.#calmSoFar.delete(threat)
    const severity = level === 'warning' || level === 'critical' ? 'warning' : 'info'
    this.#tell({ subject: threat, text: `${threat} is ${level}`, reasons, severity })
  }

  #publish(voters: readonly Voter[], reasons: readonly string[], nowMs: MonotonicMs): void {
    const { chosen, standings } = this.#vote
    const { train, receivers } = this.#interference
    const row = ({ name, priority, state }: Voter): ReceiverRow => ({
      priority,
      state,
      agreement: standings[name]?.agreement ?? 'unknown',
      ...(standings[name]?.offsetM !== undefined && { offsetM: standings[name].offsetM }),
      jamming: receivers[name]?.jamming.level ?? 'unknown',
      spoofing: receivers[name]?.spoofing.level ?? 'unknown',
      ...this.#seen.get(name)?.facts(),
    })
    this.#deps.bus.publish('receivers', {
      atMs: nowMs,
      ...(chosen !== undefined && { chosen }),
      receivers: Object.fromEntries(voters.map((voter) => [voter.name, row(voter)])),
      jamming: train.jamming.level,
      spoofing: train.spoofing.level,
      reasons: reasons.slice(0, 16),
    })
  }

  #publishSky(receiver: string, { kind: _, satellites, ...sky }: GnssSky): void {
    this.#deps.bus.publish('sky', { ...sky, receiver, satellites: satellites.slice(0, 128) })
  }

  /** Threats that nobody has warned of. */
  readonly #calmSoFar = new Set<InterferenceAction['threat']>(['jamming', 'spoofing'])
}

/** Hears every receiver, publishes `receivers` and `sky`, and lets one receiver through. */
export const votingReceivers = (deps: ReceiversDeps): ReceiverVote => new Receivers(deps)
