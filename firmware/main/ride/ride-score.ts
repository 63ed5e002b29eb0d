import type { MonotonicMs } from '../../../hal/units.ts'
import type { TwinReport, TwinSummary } from '../../../hardware/twin/report.ts'
import type { Bus } from '../../bus/bus.ts'
import { serviceNames } from '../../bus/services.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { DeviceScore } from './device-score.ts'
import { FixScore } from './fix-score.ts'
import { LinkScore } from './link-score.ts'
import { NavigationScore } from './navigation-score.ts'
import { PaceScore } from './pace-score.ts'
import type { RideEvent } from './ride-view.ts'
import { TimeScore } from './time-score.ts'
import { VibrationScore } from './vibration-score.ts'

/** The terminal whose satellites change, and whose pointing the summary is about. */
export const CONSTELLATION_TERMINAL = 'oneweb'

/** What the firmware's own messages add up to over a ride. */
export class RideScore {
  readonly #links = new LinkScore()
  readonly #devices = new DeviceScore()
  readonly #fixes: FixScore
  readonly #pace: PaceScore
  readonly #navigation = new NavigationScore()
  readonly #time: TimeScore
  #handovers = 0
  #noradId: number | undefined
  readonly #vibration = new VibrationScore()

  /** `tell` hears what the score itself finds worth telling while the ride is under way. */
  constructor(bus: Bus, startMs: MonotonicMs, tell: (event: RideEvent) => void = () => undefined) {
    const pace = new PaceScore(tell)
    this.#pace = pace
    bus.subscribe('transmit', (transmit) => pace.onTransmit(transmit))
    bus.subscribe('tracking.health', (health) => pace.onHealth(health))
    this.#fixes = new FixScore(startMs)
    bus.subscribe('fix', (fix) => {
      this.#fixes.onFix(fix)
      this.#navigation.onFix(fix)
    })
    bus.subscribe('navigation', (message) => this.#navigation.onNavigation(message))
    this.#time = new TimeScore(startMs)
    bus.subscribe('time', (time) => this.#time.onTime(time))
    bus.subscribe('links', (links) => this.#links.onLinks(links))
    bus.subscribe('pointing', (pointing) => this.#onPointing(pointing))
    bus.subscribe('vibration', (vibration) => this.#vibration.onVibration(vibration))
    // The console's ports are people's, not the train's.
    for (const service of serviceNames.filter((name) => name !== 'console'))
      bus.subscribe(`${service}.health`, ({ devices }) => this.#devices.onHealth(devices))
  }

  onTruth(truth: TwinReport): void {
    const { atMs, train } = truth
    this.#time.onTruth({ atMs, utcMs: truth.utcMs })
    this.#fixes.onTruth({ atMs, latDeg: train.latDeg, lonDeg: train.lonDeg })
    this.#navigation.onTruth(truth)
  }

  summary(endMs: MonotonicMs, twin: TwinSummary) {
    const { rmsErrorDeg, p99ErrorDeg, outageS, mutedS, offTargetTransmitS } = twin.tracking
    const { mutedUnblockedPct, arrayCommandsHz, dishCommandsHz, arrayLearntPct } = twin.tracking
    return {
      simulatedS: rounded(twin.simulatedS, 1),
      distanceKm: rounded(twin.distanceKm, 3),
      gnss: this.#fixes.summary(endMs),
      navigation: this.#navigation.summary(),
      time: this.#time.summary(),
      tracking: {
        rmsErrorDeg: rounded(rmsErrorDeg, 3),
        p99ErrorDeg: rounded(p99ErrorDeg, 3),
        handovers: this.#handovers,
        outageS: rounded(outageS, 1),
        mutedS: rounded(mutedS, 1),
        offTargetTransmitS: rounded(offTargetTransmitS, 2),
        lateSteps: this.#pace.lateSteps(),
        mutedUnblockedPct: rounded(mutedUnblockedPct, 2),
        dishInLowClearanceS: rounded(twin.tracking.dishInLowClearanceS, 1),
        arrayBeforeLockP99Deg: rounded(twin.tracking.arrayBeforeLockP99Deg, 3),
        arrayLockedP95Deg: rounded(twin.tracking.arrayLockedP95Deg, 3),
        arrayLockedP99Deg: rounded(twin.tracking.arrayLockedP99Deg, 3),
        arrayLearntPct: rounded(arrayLearntPct, 1),
        dishRmsDeg: rounded(twin.tracking.dishRmsDeg, 3),
        dishP99Deg: rounded(twin.tracking.dishP99Deg, 3),
        arrayCommandsHz: rounded(arrayCommandsHz, 1),
        dishCommandsHz: rounded(dishCommandsHz, 1),
      },
      links: this.#links.summary(),
      availabilityPct: rounded(twin.availabilityPct, 2),
      service: Object.fromEntries(
        Object.entries(twin.service).map(([name, { attempts, ok, p95S }]) => [
          name,
          { attempts, ok, p95S: rounded(p95S, 2) },
        ]),
      ),
      vibration: this.#vibration.summary(),
      devices: this.#devices.summary(),
    }
  }

  #onPointing({ terminals }: TopicMessage<'pointing'>): void {
    const noradId = terminals[CONSTELLATION_TERMINAL]?.noradId
    if (noradId === undefined || noradId === this.#noradId) return
    if (this.#noradId !== undefined) this.#handovers++
    this.#noradId = noradId
  }
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits
