import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { LinkOutage } from '../../domain/link-outage.ts'
import type { AntennaSeen } from '../../plan/coverage-sample.ts'
import type { LinkObservation } from '../../plan/link-state.ts'
import { type FadeState, type HeardSignal, noFade, planFade } from '../../plan/signal-fade.ts'
import type { Tell } from '../tell.ts'

/** After a handover a signal and the aim settle for a while. */
const SETTLES_MS = 5_000

interface SeenSignal {
  antenna: AntennaSeen | undefined
  carrierToNoiseDb: number | undefined
}

const nothing: readonly LinkOutage[] = []

/** Watches the signals of satellite links for weather. */
export class WeatherWatch {
  readonly #tell: Tell
  readonly #states = new Map<string, FadeState>()
  readonly #ahead = new Map<string, readonly LinkOutage[]>()
  #pointing: TopicMessage<'pointing'>['terminals'] = {}

  constructor(tell: Tell) {
    this.#tell = tell
  }

  onPointing({ terminals }: TopicMessage<'pointing'>): void {
    this.#pointing = terminals
  }

  /** Once a second for each satellite link. */
  see(seen: LinkObservation, terminal: string, signal: SeenSignal, nowMs: MonotonicMs): void {
    if (seen.kind !== 'satellite') return
    const before = this.#states.get(seen.name) ?? noFade
    const { state, actions, reasons } = planFade(before, this.#heard(seen, terminal, signal), nowMs)
    this.#states.set(seen.name, state)
    this.#ahead.set(
      seen.name,
      actions.map(({ outage }) => outage),
    )
    for (const text of reasons) this.#tell({ subject: seen.name, text })
  }

  /** What weather lets expect of a link. */
  ahead(link: string): readonly LinkOutage[] {
    return this.#ahead.get(link) ?? nothing
  }

  #heard(
    { modem, handoverAgeMs }: Extract<LinkObservation, { kind: 'satellite' }>,
    terminal: string,
    { antenna, carrierToNoiseDb }: SeenSignal,
  ): HeardSignal | 'settling' | undefined {
    const elevationDeg = this.#pointing[terminal]?.elevationDeg
    if (handoverAgeMs !== undefined && handoverAgeMs <= SETTLES_MS) return 'settling'
    if (!modem?.isAlive || !modem.isLocked || antenna?.isBlocked) return undefined
    if (!antenna?.isOnTarget || carrierToNoiseDb === undefined || elevationDeg === undefined) return 'settling'
    return { carrierToNoiseDb, elevationDeg }
  }
}
