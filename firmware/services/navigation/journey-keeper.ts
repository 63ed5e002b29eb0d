import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import type { UtcMs } from '../../../hal/units.ts'
import { refuse } from '../../bus/answer.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Journey } from '../../domain/journey.ts'
import { trainNumber } from '../../domain/train-number.ts'
import { type JourneyInput, type JourneyState, journeyStateAtStart, planJourney } from '../../plan/journey.ts'
import type { LineMatch } from '../../plan/line-match.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import type { NavigationEstimate } from './collaborators.ts'

const RECORD = 'journey'
const TELL_EVERY_MS = 10_000
/** Beside each change: what a restart may be behind, and 0.4 kB of flash each time. */
const KEEP_EVERY_MS = 5 * 60_000

const record = z.object({
  state: z.enum(['unknown', 'waiting', 'running', 'diverted', 'ended']),
  // One that was kept when it was less strict costs the journey nothing else.
  trainNumber: trainNumber.optional().catch(undefined),
  lineId: z.string().max(64).optional(),
  lineName: z.string().max(200).optional(),
  direction: z.enum(['up', 'down', 'unknown']),
  from: z.string().max(64).optional(),
  to: z.string().max(64).optional(),
  startedUtcMs: z.number().int().optional(),
  endedUtcMs: z.number().int().optional(),
  coachFacing: z.enum(['forwards', 'backwards', 'unknown']),
  setBy: z.enum(['position', 'crew']),
  crewLineId: z.string().max(64).optional(),
  crewDirection: z.enum(['up', 'down']).optional(),
  last: z
    .object({ utcMs: z.number().int(), latDeg: z.number().min(-90).max(90), lonDeg: z.number().min(-180).max(180) })
    .optional(),
})

interface JourneyDeps extends ServiceContext {
  storage: Storage | undefined
  /** Of the configuration, for a train that always has the same. */
  trainNumber?: string | undefined
  /** Ids of the lines that are known. */
  lineIds: readonly string[]
  utcAt(atMs: NavigationEstimate['atMs']): UtcMs | undefined
  tell: Tell
}

/** Finds the journey, tells it, answers the crew, and keeps it over restarts. */
export class JourneyKeeper {
  readonly #deps: JourneyDeps
  readonly #stops: readonly (() => void)[]
  #state: JourneyState = journeyStateAtStart
  #writing: Promise<void> = Promise.resolve()
  #hasFailed = false
  /** Until the record is read, or the crew said otherwise, there may be a journey to go on with. */
  #mayResume = true

  constructor(deps: JourneyDeps) {
    this.#deps = deps
    const { bus, clock } = deps
    this.#stops = [
      clock.every(TELL_EVERY_MS, () => this.#publish()),
      clock.every(KEEP_EVERY_MS, () => this.#keep()),
      bus.handle('journey.show', () => ({ ok: true, reply: this.#message() })),
      bus.handle('journey.clear', () => this.#command({ kind: 'clear' })),
      bus.handle('journey.set', (set) => {
        const { lineIds } = deps
        if (set.lineId !== undefined && !lineIds.includes(set.lineId))
          return refuse(`unknown line "${set.lineId}"; lines: ${lineIds.join(', ')}`)
        return this.#command({ kind: 'set', set })
      }),
    ]
    void this.#resume()
  }

  /** The line that the crew set. */
  readonly crewLineId = (): string | undefined => this.#state.journey.crewLineId

  /** The line that the train was on before a restart: a hint as good as the configuration's. */
  readonly hintLineId = (): string | undefined => this.#state.resumable?.lineId ?? this.#state.resumedLineId

  /** Told of each match of the train to its line. */
  onMatch(match: LineMatch | undefined, { atMs, position, speedMps, forwardMps }: NavigationEstimate): void {
    if (!position) return
    const utcMs = this.#deps.utcAt(atMs)
    const whole = utcMs === undefined ? undefined : Math.round(utcMs)
    this.#plan({ kind: 'seen', match, position, speedMps, forwardMps, utcMs: whole })
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop()
    this.#keep()
    await this.#writing
  }

  async #resume(): Promise<void> {
    try {
      const bytes = await this.#deps.storage?.read(RECORD)
      const found = bytes && parsed(bytes)
      if (found && this.#mayResume) this.#plan({ kind: 'resume', journey: found })
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#mayResume = false
    }
  }

  #command(input: JourneyInput): { ok: true; reply: TopicMessage<'journey'> } {
    this.#mayResume = false
    this.#plan(input)
    return { ok: true, reply: this.#message() }
  }

  #plan(input: JourneyInput): void {
    const { state, actions, reasons } = planJourney(this.#state, input, this.#deps.clock.nowMs())
    this.#state = state
    for (const reason of reasons) this.#deps.tell({ subject: 'journey', text: reason })
    for (const action of actions) this.#do[action.do]()
  }

  readonly #do = { tell: () => this.#publish(), keep: () => this.#keep() }

  #publish(): void {
    this.#deps.bus.publish('journey', this.#message())
  }

  #message(): TopicMessage<'journey'> {
    const { last: _, crewLineId: __, crewDirection: ___, ...journey } = this.#state.journey
    const trainNumber = journey.trainNumber ?? this.#deps.trainNumber
    return { atMs: this.#deps.clock.nowMs(), ...journey, ...(trainNumber !== undefined && { trainNumber }) }
  }

  #keep(): void {
    const { storage } = this.#deps
    if (!storage || this.#state.resumable || this.#mayResume) return
    const bytes = new TextEncoder().encode(JSON.stringify(this.#state.journey))
    this.#writing = this.#writing.then(() => storage.write(RECORD, bytes)).catch((error) => this.#fail(error))
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed)
      this.#deps.tell({ subject: 'storage', text: `the journey is not kept: ${String(error)}`, severity: 'warning' })
    this.#hasFailed = true
  }
}

const parsed = (bytes: Uint8Array): Journey | undefined => {
  try {
    const { data } = record.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return data && (JSON.parse(JSON.stringify(data)) as Journey)
  } catch {
    return undefined
  }
}
