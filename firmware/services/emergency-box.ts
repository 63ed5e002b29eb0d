import { z } from 'zod'
import type { AppendLog } from '../../hal/append-log.ts'
import type { Clock } from '../../hal/clock.ts'
import type { DatagramAddress, DatagramSocket } from '../../hal/datagram-socket.ts'
import { type AuditHead, auditHeadId } from '../domain/audit-head.ts'
import { decodeEmergency, type EmergencyMessage, encodeEmergency } from '../domain/emergency-message.ts'
import { type EmergencyReport, emergencyReport, emergencyWords, phaseOf } from '../domain/emergency-report.ts'
import { readJsonLine } from '../domain/json-line.ts'
import { maintenanceRequest, requestWords } from '../domain/maintenance-request.ts'
import type { MessageMac } from '../domain/message-mac.ts'
import type { AuditHeadBook } from './audit-head-book.ts'
import { type DoorCounters, hearBy } from './limited-door.ts'
import { closeAll, type Service } from './service.ts'

/** A line of the shore's log of emergencies. */
const keptEmergency = z.strictObject({ receivedUtcMs: z.number(), link: z.string(), report: emergencyReport })

export interface EmergencyBoxCounters extends DoorCounters {
  /** Kept, each phase once. */
  kept: number
  /** Known already, and acknowledged again. */
  repeated: number
  /** That could not be kept, and so were not acknowledged: the train sends them again. */
  failed: number
}

interface EmergencyBoxDeps {
  clock: Clock
  /** UTC, ms. */
  utcNowMs: () => number
  mac: MessageMac
  log: AppendLog
  /** Where trains' audit logs ended; absent where that cannot be kept: none is noted then. */
  heads: AuditHeadBook | undefined
  /** Where the shore listens, by the name of the link whose datagrams come there. */
  doors: Readonly<Record<string, DatagramSocket>>
  /** Tells a person, a line at a time. */
  say: (line: string) => void
}

/** A train repeats eight emergencies by each of its links once a second at the most. */
const MESSAGES_A_SECOND = 200
const KEEPING_AT_MOST = 64

/** What a line of the log holds; undefined for one that is none. */
export const readEmergencyLine = (line: string): z.infer<typeof keptEmergency> | undefined =>
  readJsonLine(keptEmergency, line)

/** A maintenance request in the same log. */
const keptRequest = z.strictObject({ receivedUtcMs: z.number(), link: z.string(), request: maintenanceRequest })

/** What a line of the log holds of a maintenance request; undefined for one that is none. */
export const readRequestLine = (line: string): z.infer<typeof keptRequest> | undefined =>
  readJsonLine(keptRequest, line)

/** What a train tells the shore's people. */
type ToldShore = Extract<EmergencyMessage, { kind: 'report' | 'request' }>

/** What comes from a train at all. */
type FromTrain = Exclude<EmergencyMessage, { kind: 'acknowledged' | 'noted' }>

const decodeTold = (bytes: Uint8Array, mac: MessageMac): FromTrain | 'garbled' | 'forged' => {
  const message = decodeEmergency(bytes, mac)
  if (typeof message === 'string') return message
  return message.kind === 'acknowledged' || message.kind === 'noted' ? 'garbled' : message
}

interface Way {
  link: string
  from: DatagramAddress
}

const nameOf = (told: ToldShore): string =>
  told.kind === 'request' ? `request ${told.request.id}` : `${told.report.id} ${phaseOf(told.report)}`

const contentOf = ({ kind: _, ...content }: ToldShore): object => content

const wordsOf = (told: ToldShore): string =>
  told.kind === 'request' ? requestWords(told.request) : emergencyWords(told.report)

const answerTo = (told: ToldShore): EmergencyMessage =>
  told.kind === 'request'
    ? { kind: 'noted', id: told.request.id }
    : { kind: 'acknowledged', id: told.report.id, phase: phaseOf(told.report) }

class EmergencyBox {
  readonly counters: EmergencyBoxCounters = { kept: 0, repeated: 0, failed: 0, garbled: 0, forged: 0, tooMany: 0 }
  readonly #deps: EmergencyBoxDeps
  readonly #known: Set<string>
  readonly #keeping = new Set<string>()

  constructor(deps: EmergencyBoxDeps, known: Set<string>) {
    this.#deps = deps
    this.#known = known
    const { clock, mac, doors } = deps
    for (const [link, socket] of Object.entries(doors))
      hearBy(
        {
          socket,
          clock,
          decode: (bytes) => decodeTold(bytes, mac),
          aSecond: MESSAGES_A_SECOND,
          counters: this.counters,
        },
        (told, from) =>
          void (told.kind === 'head' ? this.#takeHead(told.head, { link, from }) : this.#take(told, { link, from })),
      )
  }

  async #takeHead(head: AuditHead, way: Way): Promise<void> {
    if (await this.#deps.heads?.take(head, way.link)) this.#answer({ kind: 'noted', id: auditHeadId(head) }, way)
  }

  async #take(told: ToldShore, way: Way): Promise<void> {
    const name = nameOf(told)
    if (this.#known.has(name)) {
      this.counters.repeated++
      this.#answer(answerTo(told), way)
      return
    }
    // The same by another link, or one of a flood: it comes again.
    if (this.#keeping.has(name) || this.#keeping.size >= KEEPING_AT_MOST) return
    this.#keeping.add(name)
    if (await this.#keep(told, way.link)) this.#answer(answerTo(told), way)
    this.#keeping.delete(name)
  }

  /** Resolves with whether it is durable; what is not is told all the same. */
  async #keep(told: ToldShore, link: string): Promise<boolean> {
    const { log, utcNowMs, say } = this.#deps
    try {
      await log.append(JSON.stringify({ receivedUtcMs: utcNowMs(), link, ...contentOf(told) }))
    } catch (error) {
      this.counters.failed++
      const why = error instanceof Error ? error.message : String(error)
      say(`${wordsOf(told)}, by ${link}; NOT KEPT, and so not acknowledged: ${why}`)
      return false
    }
    this.#known.add(nameOf(told))
    this.counters.kept++
    say(`${wordsOf(told)}, by ${link}`)
    return true
  }

  #answer(answer: EmergencyMessage, { link, from }: Way): void {
    void this.#deps.doors[link]?.send(encodeEmergency(answer, this.#deps.mac), from)
  }
}

/**
 * The shore's half of a train's emergencies, maintenance requests and ends of its audit log: each is kept once, told if people ashore have to know, and acknowledged on the
 * link by which it came, every time it comes.
 * Those of earlier runs that nobody cancelled are told at the start. Rejects as the log's `lines` does.
 */
export const startEmergencyBox = async (
  deps: EmergencyBoxDeps,
): Promise<Service & { counters(): EmergencyBoxCounters }> => {
  const known = new Set<string>()
  const open = new Map<string, EmergencyReport>()
  for await (const line of deps.log.lines()) {
    const request = readRequestLine(line)?.request
    if (request) known.add(nameOf({ kind: 'request', request }))
    const read = readEmergencyLine(line)
    if (!read) continue
    known.add(nameOf({ kind: 'report', report: read.report }))
    if (known.has(`${read.report.id} cancelled`)) open.delete(read.report.id)
    else open.set(read.report.id, read.report)
  }
  for (const report of open.values()) deps.say(`still open: ${emergencyWords(report)}`)
  const box = new EmergencyBox(deps, known)
  return {
    counters: () => ({ ...box.counters }),
    close: () => closeAll([deps.log, ...(deps.heads ? [deps.heads] : []), ...Object.values(deps.doors)]),
  }
}
