import { type MonotonicMs, monotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { bodyDirection } from '../../domain/frames.ts'
import type { LookAngle } from '../../domain/geodesy.ts'
import { type Forecast, forecastOf } from '../../plan/forecast.ts'
import type { Tell } from '../tell.ts'
import { STEP_MS } from './constellation-choice.ts'
import type { SatellitesTold } from './following.ts'
import type { LineSight } from './line-sight.ts'
import { type FollowedSatellite, geostationary } from './satellite-source.ts'
import { steadySteps } from './terminal-sky.ts'
import type { TrainClockwork, TrainNow } from './train-now.ts'

type Pointing = TopicMessage<'pointing'>['terminals'][string]
type Permission = TopicMessage<'permission'>['terminals'][string]

/** A terminal whose antenna points itself, as tracking sees it. */
export interface ForecastTerminal {
  name: string
  pointing: 'assisted' | 'self'
  maskDeg: number
  /** What its modem names comes first. */
  service: { kind: 'geostationary'; longitudeDeg: number }
}

const REASONS = {
  self: 'the antenna points itself',
  assisted: 'the antenna is told its satellite and peaks by itself',
} as const

/** Says where a self-pointing antenna has to look. It aims nothing, and says nothing of how well the antenna looks there. */
export class ForecastTracker {
  readonly #terminal: ForecastTerminal
  readonly #train: TrainClockwork
  readonly #sight: LineSight
  readonly #tell: Tell
  #satellite: FollowedSatellite
  #targetLongitudeDeg: number | undefined
  #now: TrainNow | undefined
  #steppedAtMs = monotonicMs(0)
  #isLocked = false
  #hasNews = true

  constructor(
    terminal: ForecastTerminal,
    { train, sight, tell }: { train: TrainClockwork; sight: LineSight; tell: Tell },
  ) {
    this.#terminal = terminal
    this.#train = train
    this.#sight = sight
    this.#tell = tell
    this.#satellite = geostationary(terminal.service.longitudeDeg)
  }

  onModem({ isLocked, targetLongitudeDeg }: TopicMessage<'modems'>['terminals'][string]): void {
    this.#isLocked = isLocked
    if (targetLongitudeDeg === undefined || targetLongitudeDeg === this.#targetLongitudeDeg) return
    this.#targetLongitudeDeg = targetLongitudeDeg
    this.#satellite = geostationary(targetLongitudeDeg)
    this.#hasNews = true
    this.#tell({
      subject: this.#terminal.name,
      text: `the modem asks for the satellite at ${this.#satellite.name}`,
      reasons: [REASONS[this.#terminal.pointing]],
    })
  }

  /** Nobody here moves the antenna. */
  onCarrier(): void {}
  close(): void {}
  /** A geostationary satellite has no elements here. */
  renew(): void {}

  step(nowMs: MonotonicMs): void {
    this.#steppedAtMs = nowMs
    this.#now = this.#train.at(nowMs)
  }

  /** Nobody here turns its antenna: its signal says nothing of heading. */
  takeHeading(): undefined {}

  /** True once after something worth publishing at once. */
  takeNews(): boolean {
    const hadNews = this.#hasNews
    this.#hasNews = false
    return hadNews
  }

  /** The antenna chooses by itself. */
  satellites(): SatellitesTold {
    return { kind: 'self-pointing', maskDeg: this.#terminal.maskDeg, candidates: [] }
  }

  pointing(): Pointing {
    const look = this.#look()
    const { pointing } = this.#terminal
    return {
      state: 'forecast',
      pointing,
      reason: REASONS[pointing],
      satellite: this.#satellite.name,
      ...(look && { azimuthTrueDeg: look.azimuthDeg, elevationDeg: look.elevationDeg }),
    }
  }

  /** Where the beam has to be, for mask and sectors; whether it is there only the antenna knows, which the interlock asks itself. */
  permission(): Permission {
    const look = this.#look()
    const attitude = this.#now?.attitude
    return {
      isOnTarget: false,
      ...(look && attitude && { beam: bodyDirection(look, attitude) }),
      isBlocked: this.#sight.blockedBy(look, this.#isLocked, this.#steppedAtMs) !== undefined,
      // It stows by itself or not at all, and says nothing of it.
      isStowed: false,
      isPointerWell: false,
    }
  }

  /** What it has before it; undefined while time or position are unknown. */
  forecast(nowMs: MonotonicMs): Forecast | undefined {
    const { utcMs, position } = this.#train.at(nowMs)
    if (utcMs === undefined || !position) return undefined
    const look = this.#satellite.lookAt(utcMs, position)
    const steps = steadySteps({ name: this.#satellite.name, look, maskDeg: this.#terminal.maskDeg, utcMs })
    return forecastOf(steps, { stepMs: STEP_MS, utcMs, line: this.#sight.along() })
  }

  #look(): LookAngle | undefined {
    const { utcMs, position } = this.#now ?? {}
    return utcMs === undefined || !position ? undefined : this.#satellite.lookAt(utcMs, position)
  }
}
