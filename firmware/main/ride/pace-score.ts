import type { TopicMessage } from '../../bus/topics.ts'
import type { RideEvent } from './ride-view.ts'

/** A permission holds 80 ms and comes each 50: a step later than this has let it run out. */
const LATE_MS = 30
/** Late steps in one message, of some forty, from which on it is said; chosen: one alone happens on any machine. */
const TELLING = 2

/** Whether the machine keeps up with a ride in real time: steps of tracking that began too late to keep transmission permitted. */
export class PaceScore {
  readonly #tell: (event: RideEvent) => void
  #wasPermitted = false
  #isPermitted = false
  #lateSteps = 0
  #isTold = false

  /** `tell` is called once at most: the first time that lateness mutes. */
  constructor(tell: (event: RideEvent) => void) {
    this.#tell = tell
  }

  onTransmit({ terminals }: Pick<TopicMessage<'transmit'>, 'terminals'>): void {
    this.#isPermitted = Object.values(terminals).some(({ isPermitted }) => isPermitted)
    this.#wasPermitted ||= this.#isPermitted
  }

  /** Lateness while nothing was permitted mutes nobody, and is not counted. */
  onHealth({ atMs, ticks }: Pick<TopicMessage<'tracking.health'>, 'atMs' | 'ticks'>): void {
    const hasMuted = this.#wasPermitted
    this.#wasPermitted = this.#isPermitted
    if (!ticks || !hasMuted) return
    const late = ticks.lateMs.filter((ms) => ms > LATE_MS).length + ticks.swallowed
    this.#lateSteps += late
    if (late < TELLING || this.#isTold) return
    this.#isTold = true
    const due = ticks.lateMs.length + ticks.swallowed
    const text = `the machine is too slow for real time: ${late} of ${due} steps of tracking came so late that terminals muted`
    this.#tell({ atMs, source: 'ride', subject: 'ride', severity: 'warning', text, reasons: [] })
  }

  lateSteps(): number {
    return this.#lateSteps
  }
}
