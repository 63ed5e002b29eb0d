import type { Storage } from '../../../hal/storage.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { AimObservation, AimState, SatelliteAhead } from '../../plan/aim.ts'
import type { PlannedStep } from '../../plan/forecast.ts'
import { BeamPair } from './beam-pair.ts'
import { ConstellationChoice } from './constellation-choice.ts'
import type { LineSight } from './line-sight.ts'
import { type QuarantineStore, quarantineStore } from './quarantine-store.ts'
import { type FollowedSatellite, geostationary } from './satellite-source.ts'
import { choiceRulesOf, hindrancesOf, openSky, type TerminalSky } from './terminal-sky.ts'
import type { RenewedElements, TrackedTerminal } from './tracked-terminal.ts'
import type { TrainNow } from './train-now.ts'

export type SatellitesTold = CommandReply<'satellites.show'>['terminals'][string]
type ModemSeen = TopicMessage<'modems'>['terminals'][string]

interface FollowingOptions {
  terminal: TrackedTerminal
  sight: LineSight
  /** Satellites that may be looked at in one step for the sky ahead. */
  looksPerStep: number
  /** Keeps which satellites gave no lock; without it a restart learns anew. */
  storage: Storage | undefined
  say(text: string, reasons: readonly string[]): void
  /** The beam that serves has another satellite. */
  onOther(): void
}

const CANDIDATES_AT_MOST = 64
const DECIDE_EVERY_MS = 1_000

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Which satellite a terminal follows: of its constellation the one that is chosen, with two beams each in its time; else the one that stands still.
 * One that stands still and that its modem asks for comes first.
 */
export class Following {
  readonly #options: FollowingOptions
  readonly #sky: TerminalSky
  readonly #choice: ConstellationChoice | undefined
  readonly #pair: BeamPair | undefined
  readonly #quarantine: QuarantineStore
  #modem: ModemSeen | undefined
  #satellite: FollowedSatellite | undefined
  #decidedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: FollowingOptions) {
    this.#options = options
    const { terminal, storage, say } = options
    const { service, pointer } = terminal
    this.#sky = terminal.sky ?? openSky
    if (service.kind === 'constellation')
      this.#choice = new ConstellationChoice(service.elements, choiceRulesOf(terminal), service.barred)
    else this.#satellite = geostationary(service.longitudeDeg)
    this.#pair = this.#choice && pointer.second && new BeamPair(pointer.second, terminal.beamWidthDeg)
    this.#quarantine = quarantineStore(storage, terminal.name, {
      onRecord: (list) => this.#choice?.recall(list),
      onFailure: (error) => say('cannot keep what is learnt of satellites', [wordsOf(error)]),
    })
  }

  /** That of the beam that serves. */
  satellite(): FollowedSatellite | undefined {
    return this.#satellite
  }

  onModem(modem: ModemSeen): void {
    const longitudeDeg = modem.targetLongitudeDeg
    if (longitudeDeg !== undefined && longitudeDeg !== this.#modem?.targetLongitudeDeg) {
      this.#satellite = geostationary(longitudeDeg)
      this.#options.say(`the modem asks for the satellite at ${this.#satellite.name}`, [])
    }
    this.#modem = modem
  }

  /** Newer elements, without a break in what it does. */
  renew({ elements, barred }: RenewedElements): void {
    if (!this.#choice) return
    this.#choice.renew(elements, barred)
    this.#options.say(`follows by ${elements.satellites.length} sets of elements from now on`, [
      ...(barred.length > 0 ? [`${barred.length} satellites that jumped are left alone`] : []),
    ])
  }

  /** One step at the aim rate: looks ahead, and once a second decides. */
  step(now: TrainNow, aim: AimState, nowMs: MonotonicMs): void {
    this.#lookFar(now)
    if (nowMs - this.#decidedAtMs >= DECIDE_EVERY_MS) this.#decide(now, aim, nowMs)
    this.#decideBeams(now, aim, nowMs)
  }

  /** Its satellites to come, step by step; none for one that stands still. */
  planned(): PlannedStep[] {
    return this.#choice?.planned() ?? []
  }

  /** The same, unless its modem keeps it to one that stands still. */
  chosenAhead(): PlannedStep[] | undefined {
    return this.#modem?.targetLongitudeDeg === undefined ? this.#choice?.planned() : undefined
  }

  /** What it could follow, and why it does or does not. */
  satellites(utcMs: number | undefined): SatellitesTold {
    const { maskDeg, service } = this.#options.terminal
    const isSteady = service.kind === 'geostationary' || this.#modem?.targetLongitudeDeg !== undefined
    if (isSteady) return { kind: 'geostationary', maskDeg, candidates: [] }
    const found = utcMs === undefined ? undefined : this.#choice?.candidates(utcMs)
    const assigned = this.#modem?.assignedNoradId
    return {
      kind: 'constellation',
      maskDeg,
      ...(assigned !== undefined && { assignedNoradId: assigned }),
      ...(found && { utcMs: Math.round(found.utcMs), ...this.#choice?.elements() }),
      candidates: (found?.candidates ?? []).slice(0, CANDIDATES_AT_MOST).map(({ look, ...one }) => ({
        ...one,
        ...(one.untilUtcMs !== undefined && { untilUtcMs: Math.round(one.untilUtcMs) }),
        azimuthTrueDeg: look.azimuthDeg,
        elevationDeg: look.elevationDeg,
      })),
    }
  }

  /** Aims the beam that does not serve, when there is one and it has a satellite; `ahead` says where that is. */
  aimOther(
    common: Omit<AimObservation, 'satellite' | 'readBack'>,
    ahead: (satellite: FollowedSatellite) => SatelliteAhead | undefined,
  ): void {
    this.#pair?.aimOther(common, ahead)
  }

  /** How the terminal stands for permission, all its beams considered. */
  standing(aim: AimState): AimState {
    return this.#pair?.standing(aim) ?? aim
  }

  /** Some of the sky ahead with each step: what would take long is never done at once. */
  #lookFar({ utcMs, position }: TrainNow): void {
    if (!this.#choice || utcMs === undefined || !position) return
    const { sight, looksPerStep } = this.#options
    this.#choice.lookAhead(utcMs, sight.placeAt(position, utcMs), looksPerStep)
  }

  #decide(now: TrainNow, aim: AimState, nowMs: MonotonicMs): void {
    const { utcMs, position } = now
    if (!this.#choice || utcMs === undefined || !position || this.#modem?.targetLongitudeDeg !== undefined) return
    const reasons = this.#choice.decide(
      {
        ...hindrancesOf(this.#sky, now, this.#options.sight.along()),
        utcMs,
        observer: position,
        isLocked: this.#modem?.isLocked === true,
        ...(this.#modem?.assignedNoradId !== undefined && { assignedNoradId: this.#modem.assignedNoradId }),
        ...(aim.errorDeg !== undefined && this.#isOnFollowed() && { aimErrorDeg: aim.errorDeg }),
      },
      nowMs,
    )
    if (!reasons) return
    this.#decidedAtMs = nowMs
    this.#quarantine.keep(this.#choice.quarantined())
    const aged = this.#choice.newlyAged()
    if (aged) this.#options.say(aged.text, aged.reasons)
    this.#follow(this.#choice, reasons)
  }

  #follow(choice: ConstellationChoice, reasons: readonly string[]): void {
    const [followed, before] = [choice.followed(), this.#pair ? this.#pair.followed() : this.#satellite]
    this.#pair?.follow(followed, choice.next())
    if (followed?.noradId === before?.noradId) return
    if (!this.#pair) this.#satellite = followed
    this.#options.say(followed ? `follows ${followed.name}` : 'finds no satellite to follow', reasons)
  }

  /** With two beams the one that serves may be on the satellite before. */
  #isOnFollowed(): boolean {
    return this.#pair === undefined || this.#pair.followed()?.noradId === this.#satellite?.noradId
  }

  #decideBeams({ utcMs }: TrainNow, aim: AimState, nowMs: MonotonicMs): void {
    if (!this.#pair || this.#modem?.targetLongitudeDeg !== undefined) return
    const isLocked = this.#modem?.isLocked === true
    const { satellite, reasons } = this.#pair.decide({ utcMs, aim, isLocked }, nowMs)
    const isOther = satellite?.noradId !== this.#satellite?.noradId
    this.#satellite = satellite
    if (isOther) this.#options.onOther()
    if (reasons.length > 0) this.#options.say(reasons[0] ?? '', reasons.slice(1))
  }
}
