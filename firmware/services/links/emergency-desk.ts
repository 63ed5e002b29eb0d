import type { DatagramAddress, DatagramSocket } from '../../../hal/datagram-socket.ts'
import type { Storage } from '../../../hal/storage.ts'
import { type CommandHandler, refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { decodeEmergency, encodeEmergency } from '../../domain/emergency-message.ts'
import { emergencyForPhone, emergencyWords, phaseOf, soundReport } from '../../domain/emergency-report.ts'
import type { MessageMac } from '../../domain/message-mac.ts'
import { type EmergencyAction, type EmergencyEvent, planEmergency, whyNotRaise } from '../../plan/emergency.ts'
import { mergeEmergencies } from '../../plan/emergency-merge.ts'
import { type EmergencyState, emergencyAtStart, type Ways } from '../../plan/emergency-state.ts'
import type { TextNews, WantedText } from '../../plan/sms-queue-state.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { EmergencyRecord } from './emergency-record.ts'
import type { Whereabouts } from './whereabouts.ts'

const LOOK_EVERY_MS = 1_000
/** Chosen: longer nobody waits for the medium or the kernel, who has raised an emergency. */
const MEDIUM_AT_MOST_MS = 1_500
/** Chosen: as long as the queue keeps a text at the most. */
const TEXT_VALID_MS = 72 * 3_600_000

/** How the shore is reached directly. */
export interface ShoreWays {
  mac: MessageMac
  /** By link, a socket that sends by it, and where the shore listens. */
  doors: Readonly<Record<string, { socket: DatagramSocket; shore: DatagramAddress }>>
}

interface EmergencyDeskOptions extends ServiceContext {
  storage: Storage
  tell: Tell
  /** `train.id` of its file. */
  train: string
  shore: ShoreWays | undefined
  /** Who is told by text message: numbers by name. */
  recipients: Readonly<Record<string, string>>
  whereabouts: Pick<Whereabouts, 'now'>
  /** Links that carry now, as far as is known. */
  carrying(): readonly string[]
  queueText(text: WantedText): Promise<boolean>
  /** The shore keeps a maintenance request, or an end of the audit log. */
  onNoted?(id: string): void
}

type Raised = CommandReply<'emergency.show'>
const waysOf = (kind: 'link' | 'text', ways: Ways) =>
  Object.entries(ways).map(([name, { state, tries }]) => ({ kind, name, state, tries }))

/**
 * Emergencies: kept where no power cut takes them before whoever raises one is answered, and sent at once, whether they could be kept or
 * not; repeated until the shore says that it keeps them.
 */
export class EmergencyDesk {
  readonly #options: EmergencyDeskOptions
  readonly #ends: readonly (() => void)[]
  readonly #record: EmergencyRecord
  /** Resolves when what was kept is known, or known not to be; of a medium that hangs, never. */
  readonly #reading: Promise<void>
  /** Resolves when it is known of all that was transmitted whether the kernel took it, or has taken too long. */
  #leaving: Promise<void> = Promise.resolve()
  #hasRead = false
  #state: EmergencyState = emergencyAtStart

  constructor(options: EmergencyDeskOptions) {
    const { bus, clock, shore } = options
    this.#options = options
    this.#record = new EmergencyRecord({ ...options, state: () => this.#state })
    this.#reading = this.#record.reading.then((read) => this.#merge(read))
    for (const [link, { socket }] of Object.entries(shore?.doors ?? {}))
      socket.onMessage((bytes) => this.#onAnswer(link, bytes))
    this.#ends = [
      bus.handle('emergency.raise', (request) => this.raise(request)),
      bus.handle('emergency.cancel', (request) => this.#cancel(request)),
      bus.handle('emergency.show', async () => {
        await this.#within(this.#reading)
        return { ok: true, reply: this.#list() }
      }),
      clock.every(LOOK_EVERY_MS, () => this.look()),
    ]
  }

  /** On its way at once; resolves once it is kept, or known not to be, or the medium has taken too long. */
  raise: CommandHandler<'emergency.raise'> = async ({ id, text, by }) => {
    const { clock, train, whereabouts, tell } = this.#options
    const nowMs = clock.nowMs()
    if (this.#state.emergencies.some(({ report }) => report.id === id)) return { ok: true, reply: this.#list() }
    const why = this.#whyNobodyHears() ?? whyNotRaise(this.#state, nowMs)
    if (why !== undefined) {
      tell({ subject: 'emergency', text: `refused: "${text}", by ${by}: ${why}`, severity: 'warning' })
      return refuse(why)
    }
    const report = soundReport({ id, train, text, by, ...whereabouts.now(nowMs) })
    this.#plan({ kind: 'raise', report })
    tell({ subject: 'emergency', text: emergencyWords(report), severity: 'warning' })
    this.look()
    await this.#within(this.#leaving.then(() => this.#record.writing))
    return { ok: true, reply: this.#list() }
  }

  /** What has become due, or may go now. */
  look(): void {
    if (this.#state.emergencies.length === 0) return
    const { shore, recipients, carrying } = this.#options
    const ways = { links: Object.keys(shore?.doors ?? {}), recipients: Object.keys(recipients) }
    this.#plan({ kind: 'look', ways, carrying: carrying() })
  }

  /** Whether one is on its way and the shore has not acknowledged it. */
  isUnderWay(): boolean {
    return this.#state.emergencies.some(({ isAcknowledged }) => !isAcknowledged)
  }

  /** Whether one is raised and not cancelled, what was kept before a restart included unless the medium takes too long. */
  async hasOpen(): Promise<boolean> {
    await this.#within(this.#reading)
    return this.#state.emergencies.some(({ report }) => phaseOf(report) === 'raised')
  }

  onTextNews({ key, outcome }: TextNews): void {
    this.#plan({ kind: 'text', key, outcome })
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end()
    await this.#within(this.#record.writing)
    await Promise.all(Object.values(this.#options.shore?.doors ?? {}).map(({ socket }) => socket.close()))
  }

  #cancel: CommandHandler<'emergency.cancel'> = async ({ id, all, by }) => {
    await this.#within(this.#reading)
    const open = this.#state.emergencies.filter(({ report }) => phaseOf(report) === 'raised')
    const meant = id === undefined ? open : open.filter(({ report }) => report.id === id)
    if (meant.length === 0) return refuse(this.#whyNone(id))
    const ids = meant.map(({ report }) => report.id)
    if (ids.length > 1 && !all)
      return refuse(`${ids.length} emergencies are open, nothing was cancelled: name one, or all: ${ids.join(', ')}`)
    this.#plan({ kind: 'cancel', ids, by })
    for (const { report } of meant)
      this.#options.tell({
        subject: 'emergency',
        text: emergencyWords({ ...report, cancelledBy: by }),
        severity: 'warning',
      })
    this.look()
    await this.#within(this.#leaving.then(() => this.#record.writing))
    return { ok: true, reply: this.#list() }
  }

  #whyNone(id: string | undefined): string {
    const why = id === undefined ? 'no emergency is open' : `"${id}": no such open emergency`
    return this.#hasRead
      ? why
      : `${why}; those from before the start are not read yet: the train’s memory does not answer`
  }

  #whyNobodyHears(): string | undefined {
    const { shore, recipients } = this.#options
    if (Object.keys(shore?.doors ?? {}).length + Object.keys(recipients).length > 0) return undefined
    return 'nobody would hear of it: the train’s file has neither emergency.shore nor emergency.recipients'
  }

  #onAnswer(link: string, bytes: Uint8Array): void {
    const { shore } = this.#options
    const answer = shore && decodeEmergency(bytes, shore.mac)
    if (typeof answer === 'object' && answer.kind === 'noted') this.#options.onNoted?.(answer.id)
    if (typeof answer !== 'object' || answer.kind !== 'acknowledged') return
    const { id, phase } = answer
    this.#plan({ kind: 'acknowledged', id, phase, link })
  }

  #plan(event: EmergencyEvent): void {
    const { state, actions, reasons } = planEmergency(this.#state, event, this.#options.clock.nowMs())
    this.#state = state
    for (const text of reasons) this.#options.tell({ subject: 'emergency', text })
    for (const action of actions) this.#execute[action.do](action as never)
    this.#record.keep()
  }

  readonly #execute: { [K in EmergencyAction['do']]: (action: Extract<EmergencyAction, { do: K }>) => void } = {
    transmit: (action) => {
      this.#leaving = Promise.all([this.#leaving, this.#transmit(action)]).then(() => {})
    },
    text: ({ key, recipient, report }) => void this.#handOver({ key, recipient, words: emergencyForPhone(report) }),
  }

  async #transmit({ link, report }: Extract<EmergencyAction, { do: 'transmit' }>): Promise<void> {
    const { shore } = this.#options
    const door = shore?.doors[link]
    if (!shore || !door) return
    let hasLeft = false
    const sent = door.socket.send(encodeEmergency({ kind: 'report', report }, shore.mac), door.shore)
    await this.#within(
      sent.then((isTaken) => {
        hasLeft = isTaken
      }),
    )
    if (hasLeft) this.#plan({ kind: 'left', id: report.id, phase: phaseOf(report), link })
  }

  async #handOver({ key, recipient, words }: { key: string; recipient: string; words: string }): Promise<void> {
    const to = this.#options.recipients[recipient]
    if (to === undefined) return
    const text = { key, to, text: words, priority: 'emergency' as const, validMs: TEXT_VALID_MS }
    if (await this.#options.queueText(text)) this.#plan({ kind: 'text', key, outcome: 'kept' })
  }

  #list(): Raised {
    const nowMs = this.#options.clock.nowMs()
    const isKept = this.#record.isKept()
    const { damage } = this.#record
    return {
      ...(damage !== undefined && { damage }),
      emergencies: this.#state.emergencies.map(({ report, raisedAtMs, isAcknowledged, links, texts }) => ({
        report,
        ageS: Math.max(0, (nowMs - raisedAtMs) / 1_000),
        isKept,
        isAcknowledged,
        ways: [...waysOf('link', links), ...waysOf('text', texts)],
      })),
    }
  }

  #merge(read: EmergencyState | undefined): void {
    this.#hasRead = true
    const { state, dropped } = mergeEmergencies(read ?? emergencyAtStart, this.#state)
    this.#state = state
    for (const { report } of dropped)
      this.#options.tell({
        subject: 'emergency',
        text: `no room for it: ${emergencyWords(report)}`,
        severity: 'warning',
      })
    this.#record.keep()
  }

  /** Resolves with the work, or when it has taken too long. */
  #within(work: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const giveUp = this.#options.clock.after(MEDIUM_AT_MOST_MS, resolve)
      void work.then(() => {
        giveUp()
        resolve()
      })
    })
  }
}
