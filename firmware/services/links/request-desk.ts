import type { Storage } from '../../../hal/storage.ts'
import { type CommandHandler, refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { encodeEmergency } from '../../domain/emergency-message.ts'
import { emergencyReport } from '../../domain/emergency-report.ts'
import { maintenanceRequest, requestForPhone, requestWords } from '../../domain/maintenance-request.ts'
import {
  keepRequests,
  planRequests,
  type RequestAction,
  type RequestsEvent,
  type RequestsState,
  readRequests,
  whyNotRequest,
} from '../../plan/requests.ts'
import type { TextNews, WantedText } from '../../plan/sms-queue-state.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import type { ShoreWays } from './emergency-desk.ts'
import type { Whereabouts } from './whereabouts.ts'

const RECORD = 'requests'
const LOOK_EVERY_MS = 1_000
const TEXT_VALID_MS = 24 * 3_600_000
const KEY = 'request-'

interface RequestDeskOptions extends ServiceContext {
  storage: Storage
  tell: Tell
  /** `train.id` of its file. */
  train: string
  shore: ShoreWays | undefined
  /** A name that nobody has yet, 32 hexadecimal digits. */
  newId(): string
  /** Who is told by text where no link is left: numbers by name. */
  recipients: Readonly<Record<string, string>>
  whereabouts: Pick<Whereabouts, 'now'>
  carrying(): readonly string[]
  queueText(text: WantedText): Promise<boolean>
}

/** Maintenance requests: kept before who asks is answered, sent by any link, by text last, until the shore says that it keeps them. */
export class RequestDesk {
  readonly #options: RequestDeskOptions
  readonly #ends: readonly (() => void)[]
  readonly #reading: Promise<void>
  #state: RequestsState = []
  #kept = '[]'
  #writing: Promise<void> = Promise.resolve()

  constructor(options: RequestDeskOptions) {
    const { bus, clock } = options
    this.#options = options
    this.#reading = this.#read()
    this.#ends = [
      bus.handle('request.raise', this.#raise),
      bus.handle('request.show', async () => {
        await this.#reading
        return { ok: true, reply: this.#list() }
      }),
      clock.every(LOOK_EVERY_MS, () => this.#look()),
    ]
  }

  /** The shore keeps it. */
  onNoted(id: string): void {
    this.#plan({ kind: 'acknowledged', id })
  }

  onTextNews({ key, outcome }: TextNews): void {
    if (!key.startsWith(KEY)) return
    const id = key.slice(KEY.length, KEY.length + 32)
    this.#plan({ kind: 'texted', id, outcome })
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end()
    await this.#writing
  }

  readonly #raise: CommandHandler<'request.raise'> = async ({ text, by }) => {
    await this.#reading
    const { clock, train, whereabouts, tell, shore, recipients, newId } = this.#options
    if (Object.keys(shore?.doors ?? {}).length + Object.keys(recipients).length === 0)
      return refuse('nobody would hear of it: the train’s file has neither emergency.shore nor texts.alarms')
    const why = whyNotRequest(this.#state)
    if (why !== undefined) return refuse(why)
    const now = whereabouts.now(clock.nowMs())
    const station = now.line?.nextStation
    // What the shore would not understand of where it was is left out.
    const known = Object.fromEntries(
      (['trainNumber', 'utcMs', 'place', 'line'] as const)
        .filter((part) => emergencyReport.shape[part].safeParse(now[part]).success)
        .map((part) => [part, now[part]]),
    )
    const parsed = maintenanceRequest.safeParse({ id: newId(), train, text, by, ...known, ...(station && { station }) })
    if (!parsed.success) return refuse('this request cannot be put into a message')
    this.#plan({ kind: 'raise', request: parsed.data })
    tell({ subject: 'request', text: requestWords(parsed.data) })
    this.#look()
    await this.#writing
    return { ok: true, reply: this.#list() }
  }

  #look(): void {
    if (this.#state.length === 0) return
    const { shore, recipients, carrying } = this.#options
    const doors = shore?.doors ?? {}
    this.#plan({
      kind: 'look',
      links: carrying().filter((link) => Object.hasOwn(doors, link)),
      hasShore: Object.keys(doors).length > 0,
      hasRecipients: Object.keys(recipients).length > 0,
    })
  }

  #plan(event: RequestsEvent): void {
    const { state, actions, reasons } = planRequests(this.#state, event, this.#options.clock.nowMs())
    this.#state = state
    for (const text of reasons) this.#options.tell({ subject: 'request', text })
    for (const action of actions) this.#execute[action.do](action as never)
    this.#writing = this.#writing.then(() => this.#write())
  }

  readonly #execute: { [K in RequestAction['do']]: (action: Extract<RequestAction, { do: K }>) => void } = {
    transmit: ({ link, request }) => {
      const { shore } = this.#options
      const door = shore?.doors[link]
      if (shore && door) void door.socket.send(encodeEmergency({ kind: 'request', request }, shore.mac), door.shore)
    },
    text: (action) => void this.#text(action),
  }

  async #text({ request }: Extract<RequestAction, { do: 'text' }>): Promise<void> {
    const { recipients, queueText } = this.#options
    const text = requestForPhone(request)
    const queued = Object.entries(recipients).map(([name, to]) =>
      queueText({
        key: `${KEY}${request.id}-${name}`.slice(0, 64),
        to,
        text,
        priority: 'operational',
        validMs: TEXT_VALID_MS,
      }),
    )
    if ((await Promise.all(queued)).some((isKept) => isKept))
      this.#plan({ kind: 'texted', id: request.id, outcome: 'kept' })
  }

  #list(): CommandReply<'request.show'> {
    const nowMs = this.#options.clock.nowMs()
    const isKept = this.#content() === this.#kept
    return {
      requests: this.#state.map(({ request, raisedAtMs, state, isTexted, tries }) => ({
        request,
        ageS: Math.max(0, (nowMs - raisedAtMs) / 1_000),
        state,
        isTexted,
        tries,
        isKept,
      })),
    }
  }

  /** What must be kept, ages aside. */
  #content(): string {
    return keepRequests(
      this.#state.map((one) => ({ ...one, raisedAtMs: 0 })),
      0,
    )
  }

  async #read(): Promise<void> {
    const { storage, clock } = this.#options
    try {
      const bytes = await storage.read(RECORD)
      if (bytes) this.#state = readRequests(Buffer.from(bytes).toString('utf8'), clock.nowMs())
      this.#kept = this.#content()
    } catch (error) {
      this.#complain('requests that were under way cannot be read', error)
    }
  }

  async #write(): Promise<void> {
    const content = this.#content()
    if (content === this.#kept) return
    const { storage, clock } = this.#options
    try {
      await storage.write(RECORD, Buffer.from(keepRequests(this.#state, clock.nowMs())))
      this.#kept = content
    } catch (error) {
      this.#complain('a request cannot be kept; it is sent all the same', error)
    }
  }

  #complain(text: string, error: unknown): void {
    const reasons = [error instanceof Error ? error.message : String(error)]
    this.#options.tell({ subject: 'request', text, reasons, severity: 'warning' })
  }
}
