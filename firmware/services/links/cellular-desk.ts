import type { CellularModem, CellularReport } from '../../../drivers/cellular/cellular.ts'
import type { Storage } from '../../../hal/storage.ts'
import { type CommandHandler, noAnswer, refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { onlyWayRefusal } from '../../plan/only-way.ts'
import type { TextNews, WantedText } from '../../plan/sms-queue-state.ts'
import { closeAll, type ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { IdentityWatch } from './identity-watch.ts'
import { type AnnounceAway, leaveFirst } from './leave-first.ts'
import { SimSwitcher, type SimSwitcherOptions } from './sim-switcher.ts'
import { TextInbox } from './text-inbox.ts'
import { TextOutbox } from './text-outbox.ts'

interface CellularDeskOptions extends ServiceContext {
  storage: Storage
  tell: Tell
  modems: Readonly<Record<string, CellularModem>>
  /** Whom texts may be sent to: numbers by name. */
  recipients: Readonly<Record<string, string>>
  /** Which SIM each modem with two uses; absent: none has two. */
  sims?: Pick<SimSwitcherOptions, 'rules' | 'usedGb' | 'isEmergency'>
  /** The link of a modem, if it is all that carries emergency now. */
  onlyWayOf(modem: string): string | undefined
  /** Lets classes leave the link of a modem that will be away for a while. */
  announce: AnnounceAway
  /** Told what becomes of each text. */
  onTextNews?: (news: TextNews) => void
  /** Takes a command by text: undefined for what is none, else whether the modem may forget it. */
  onCommand?: (from: string, text: string) => Promise<boolean> | undefined
}

type Modems = TopicMessage<'cellular'>['modems']

/** Chosen: as long as a modem takes to come back and register; and the longest search, as the bus waits for it. */
const RESTARTS_MS = 60_000
const SEARCHES_MS = 200_000

/** What is told each second. */
const told = (report: CellularReport): Modems[string] => {
  const { isAlive, registration, operator, rsrpDbm, accessTechnology, networkTime } = report
  const { canText, isSatellite, isDataActive, sim } = report
  const known = { operator, rsrpDbm, accessTechnology, networkTime, canText, isSatellite, isDataActive, sim }
  const present = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
  return { isAlive, registration, ...present }
}

/** Cellular modems beside the traffic that they carry: texts in and out, who they are, and what they are asked to do. */
export class CellularDesk {
  readonly #options: CellularDeskOptions
  readonly #reports = new Map<string, CellularReport>()
  readonly #identities: IdentityWatch
  readonly #inbox: TextInbox
  readonly #outbox: TextOutbox
  readonly #sims: SimSwitcher | undefined
  readonly #ends: readonly (() => void)[]

  constructor(options: CellularDeskOptions) {
    const { bus, modems } = options
    this.#options = options
    this.#identities = new IdentityWatch(options)
    this.#inbox = new TextInbox(options)
    this.#sims = options.sims && new SimSwitcher({ ...options, ...options.sims })
    this.#outbox = new TextOutbox({
      ...options,
      sender: () => this.#sender(),
      ...(options.onTextNews && { onNews: options.onTextNews }),
    })
    for (const modem of Object.values(modems))
      modem.onMessage((message) =>
        message.kind === 'status' ? this.#outbox.report(message) : this.#inbox.take(message),
      )
    this.#ends = [
      bus.handle('text.send', (request) => this.#send(request)),
      bus.handle('text.show', () => ({ ok: true, reply: this.#texts() })),
      bus.handle('cellular.show', () => ({ ok: true, reply: { modems: Object.fromEntries(this.#reports) } })),
      bus.handle('cellular.reset', (request) => this.#reset(request)),
      bus.handle('cellular.query', (request) => this.#query(request)),
      bus.handle('cellular.search', ({ modem }) => this.#search(modem)),
    ]
  }

  onReport(name: string, report: CellularReport): void {
    this.#reports.set(name, report)
    this.#identities.onReport(name, report)
    this.#sims?.onReport(name, report)
  }

  /** As the topic has it. */
  modems(): Modems {
    return Object.fromEntries([...this.#reports].map(([name, report]) => [name, told(report)]))
  }

  /** Resolves once a text lies where no power cut takes it: whether it does. */
  queueText(text: WantedText): Promise<boolean> {
    return this.#outbox.queue(text)
  }

  close(): Promise<void> {
    for (const end of this.#ends) end()
    return closeAll([...(this.#sims ? [this.#sims] : []), this.#inbox, this.#outbox])
  }

  /** One on the ground before one on a satellite, which takes minutes. */
  #sender(): CellularModem | undefined {
    const able = [...this.#reports].filter(
      ([, { isAlive, canText, sim = 'ready' }]) => isAlive && canText && sim === 'ready',
    )
    const [best] = able.toSorted(([, one], [, other]) => Number(one.isSatellite ?? 0) - Number(other.isSatellite ?? 0))
    return best && this.#options.modems[best[0]]
  }

  #send: CommandHandler<'text.send'> = async ({ to, text, priority, key, forMs }) => {
    const number = Object.hasOwn(this.#options.recipients, to) ? this.#options.recipients[to] : undefined
    const names = Object.keys(this.#options.recipients).join(', ') || 'none'
    if (number === undefined)
      return refuse(`"${to}": no such recipient; texts.recipients of the train's file: ${names}`)
    const isQueued = await this.#outbox.queue({ key, to: number, text, priority, validMs: forMs })
    return isQueued ? { ok: true, reply: this.#texts() } : noAnswer('failed', 'the queue is full, or cannot be kept')
  }

  #texts(): CommandReply<'text.show'> {
    const names = new Map(Object.entries(this.#options.recipients).map(([name, number]) => [number, name]))
    const nowMs = this.#options.clock.nowMs()
    return {
      texts: this.#outbox.texts().map(({ id, key, to, priority, state, attempts, expiresAtMs }) => {
        const leftS = Math.max(0, (expiresAtMs - nowMs) / 1000)
        return { id, key, to: names.get(to) ?? to, priority, state, attempts, leftS }
      }),
    }
  }

  /** Restarts a modem by command, also where its link is the only one; says why not. */
  async reset(name: string): Promise<string | undefined> {
    const modem = this.#named(name)
    if (!modem) return this.#noModem(name).text
    const away = { device: name, forMs: RESTARTS_MS, cause: `${name} restarts by command` }
    if (!(await leaveFirst(this.#options, away, () => modem.reset()))) return `${name} refuses to restart`
    this.#options.tell({ subject: name, text: 'restarts by command', severity: 'warning' })
    return undefined
  }

  #reset: CommandHandler<'cellular.reset'> = async ({ modem, isForced }) => {
    if (!this.#named(modem)) return this.#noModem(modem)
    const onlyWay = isForced ? undefined : this.#options.onlyWayOf(modem)
    if (onlyWay !== undefined) return refuse(onlyWayRefusal(onlyWay))
    const why = await this.reset(modem)
    return why === undefined ? { ok: true, reply: {} } : noAnswer('failed', why)
  }

  #query: CommandHandler<'cellular.query'> = async ({ modem: name, query }) => {
    const modem = this.#named(name)
    if (!modem) return this.#noModem(name)
    const answers = await modem.query(query)
    if (!answers) return refuse(`${name} is not asked for "${query}": its maker has no such query in our list`)
    return { ok: true, reply: { answers: answers.map((answer) => ({ ...answer, lines: [...answer.lines] })) } }
  }

  #search = async (name: string): Promise<Awaited<ReturnType<CommandHandler<'cellular.search'>>>> => {
    const modem = this.#named(name)
    if (!modem) return this.#noModem(name)
    let operators: Awaited<ReturnType<CellularModem['searchOperators']>>
    const away = { device: name, forMs: SEARCHES_MS, cause: `${name} searches for operators` }
    await leaveFirst(this.#options, away, async () => {
      operators = await modem.searchOperators()
      // It is back once it has answered.
      return false
    })
    if (!operators) return noAnswer('failed', `${name} did not answer`)
    return { ok: true, reply: { operators: [...operators] } }
  }

  #named(name: string): CellularModem | undefined {
    return Object.hasOwn(this.#options.modems, name) ? this.#options.modems[name] : undefined
  }

  #noModem(name: string) {
    return refuse(
      `"${name}": no such cellular modem; there are: ${Object.keys(this.#options.modems).join(', ') || 'none'}`,
    )
  }
}
