import type { AppendLog } from '../../hal/append-log.ts'
import type { Cancel } from '../../hal/clock.ts'
import type { Storage } from '../../hal/storage.ts'
import { type CommandHandler, refuse } from '../bus/answer.ts'
import { type ServiceName, serviceNames } from '../bus/services.ts'
import type { EventMessage } from '../bus/topics.ts'
import type { AlarmAction } from '../plan/alarms.ts'
import type { TrainTold } from '../plan/train-told.ts'
import { type TrainParts, troublesOf } from '../plan/troubles.ts'
import { AlarmBook } from './alarms/alarm-book.ts'
import { EventLog } from './alarms/event-log.ts'
import { TrainWatch } from './alarms/train-watch.ts'
import { publishHealth } from './health.ts'
import { HeardTime } from './heard-time.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { type Tell, tellAs } from './tell.ts'

interface AlarmsDeps extends ServiceContext {
  storage: Storage
  log: AppendLog
  parts: TrainParts
  /** The topics that tell whether this train is well. */
  topics: readonly (keyof TrainTold)[]
  /** The services that this train has. */
  services: readonly ServiceName[]
  /** Of this software, for the log. */
  release: string
}

const LOOK_EVERY_MS = 1_000
/** Chosen: an alarm that flaps wears no medium out. */
const KEEP_EVERY_MS = 5_000
const PUBLISH_EVERY_MS = 2_000
const TOLD_AT_MOST = 64
/** What a bus repeats to who comes late is no news. */
const NEWS_FOR_MS = 10_000
/** Of which it is known when they were told of last. */
const SUBJECTS_AT_MOST = 1_000
const OWN = 'alarms'

/** Those that a change of configuration has start again. */
const servicesIn = ({ values }: EventMessage): readonly string[] =>
  String(values?.['services'] ?? '')
    .split(' ')
    .filter((name) => name !== '')

class Alarms {
  readonly #deps: AlarmsDeps
  readonly #tell: Tell
  readonly #time = new HeardTime()
  readonly #log: EventLog
  readonly #book: AlarmBook
  readonly #watch: TrainWatch
  /** When each subject was told of last. */
  readonly #toldMs = new Map<string, number>()

  constructor(deps: AlarmsDeps) {
    this.#deps = deps
    this.#tell = tellAs(OWN, deps)
    this.#log = new EventLog({ log: deps.log, onKept: (isKept, why) => this.#sayKept(isKept, why) })
    this.#book = new AlarmBook({
      storage: deps.storage,
      nowMs: () => deps.clock.nowMs(),
      utcMs: () => this.#utcMs(),
      onAction: (action) => this.#onAction(action),
      onLost: (text, why) => this.#tell({ subject: 'alarms', text, reasons: [why], severity: 'warning' }),
    })
    this.#watch = new TrainWatch({
      ...deps,
      onRestart: (service) => void this.#book.plan({ kind: 'restarted', service }),
    })
  }

  listen(): readonly Cancel[] {
    const { bus, clock } = this.#deps
    return [
      this.#time.listen(bus),
      ...serviceNames.map((name) => bus.subscribe(`${name}.event`, (event) => this.#onEvent(name, event))),
      bus.handle('alarms.show', this.#show),
      bus.handle('alarms.acknowledge', this.#acknowledge),
      bus.handle('log.show', async (wanted) => ({ ok: true, reply: { entries: await this.#log.show(wanted) } })),
      clock.every(LOOK_EVERY_MS, () => this.#look()),
      clock.every(PUBLISH_EVERY_MS, () => this.#publish()),
      clock.every(KEEP_EVERY_MS, () => void this.#book.keep()),
    ]
  }

  sayBegin(): void {
    const uptimeS = Math.round(this.#deps.clock.nowMs() / 1000)
    this.#tell({ subject: 'log', text: `starts: ${this.#deps.release}, ${uptimeS} s after the machine did` })
  }

  close(): Promise<void> {
    return closeAll([{ close: () => this.#book.keep() }, this.#log, this.#watch])
  }

  /** Where it is trusted. */
  #utcMs(): number | undefined {
    const { utcMs, utcTrust } = this.#time.at(this.#deps.clock.nowMs())
    return utcTrust === 'trusted' ? utcMs : undefined
  }

  #onEvent(source: ServiceName, event: EventMessage): void {
    if (this.#deps.clock.nowMs() - event.atMs >= NEWS_FOR_MS) return
    this.#log.add(source, event, { nowMs: event.atMs, utcMs: this.#utcMs() })
    if (this.#isNewest(source, event)) void this.#book.plan({ kind: 'told', source, ...event })
    const services = source === 'configuration' ? servicesIn(event) : []
    if (services.length > 0) void this.#book.plan({ kind: 'ordered', services })
  }

  /** What was told before the last of its subject comes late over the bus: it does not undo that. */
  #isNewest(source: ServiceName, { subject, atMs }: EventMessage): boolean {
    const key = `${source} ${subject}`
    if (atMs < (this.#toldMs.get(key) ?? 0)) return false
    if (this.#toldMs.size >= SUBJECTS_AT_MOST) this.#toldMs.clear()
    this.#toldMs.set(key, atMs)
    return true
  }

  #look(): void {
    const troubles = troublesOf(this.#watch.told(), this.#deps.parts, this.#watch.services())
    void this.#book.plan({ kind: 'look', troubles, heard: this.#watch.heard() })
  }

  #publish(): void {
    const { bus, clock } = this.#deps
    const alarms = this.#book.told(false).slice(-TOLD_AT_MOST)
    bus.publish('alarms', { atMs: clock.nowMs(), alarms, isKept: this.#book.isKept() })
  }

  #onAction({ alarm }: AlarmAction): void {
    const text = `${alarm.isActive ? 'raised' : 'cleared'}: ${alarm.code}`
    this.#tell({ subject: `alarm ${alarm.id}`, text, reasons: [alarm.subject] })
  }

  #sayKept(isKept: boolean, why = ''): void {
    if (isKept) this.#tell({ subject: 'log', text: 'is kept again' })
    else this.#tell({ subject: 'log', text: 'is not kept over a restart', reasons: [why], severity: 'warning' })
  }

  readonly #show: CommandHandler<'alarms.show'> = async ({ isAll }) => {
    const alarms = await this.#book.list(isAll)
    return { ok: true, reply: { atMs: this.#deps.clock.nowMs(), alarms, isKept: this.#book.isKept() } }
  }

  readonly #acknowledge: CommandHandler<'alarms.acknowledge'> = async ({ id, by }) => {
    await this.#book.list(false)
    if (id !== undefined && !this.#book.has(id)) return refuse(`${id}: there is no such alarm`)
    await this.#book.plan({ kind: 'acknowledge', id, by })
    this.#tell({ subject: 'alarms', text: `${id ?? 'all'}: acknowledged by ${by}` })
    await this.#book.keep()
    this.#publish()
    return this.#show({ isAll: false })
  }
}

/** Takes what services tell, and what they say of how they are, into alarms and a log of events; both outlive a restart. */
export const startAlarms = (deps: AlarmsDeps): Service => {
  const alarms = new Alarms(deps)
  const ends = [...alarms.listen(), publishHealth(deps, OWN, {})]
  alarms.sayBegin()
  return {
    close: () => {
      for (const end of ends) end()
      return alarms.close()
    },
  }
}
