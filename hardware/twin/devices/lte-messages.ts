import type { Random } from '../../../hal/random.ts'
import { deliverPdus, lengthOf } from './sms-deliver.ts'
import { readSubmitted, type SubmittedPdu, statusReport } from './sms-submitted.ts'

/** What the messages of a modem are given by it. */
interface LteMessagesOptions {
  random: Random
  utcMs(): number
  /** Whether the network reaches it. */
  isReached(): boolean
  /** Whether the network takes no messages now. */
  isCongested(): boolean
  /** A message that the network took, part by part. */
  onSubmitted(pdu: SubmittedPdu): void
  sayLine(line: string): void
  after(delayMs: number, run: () => void): void
}

/** Lines before the last one, and that one where it is not `OK`. */
export interface MessageAnswer {
  lines: readonly string[]
  error?: string
}

/** What waits for the modem in the network: a message, or a report of one that it sent. */
interface Held {
  name: 'CMT' | 'CDS'
  pdu: string
}

/** The subscriber's own number: what is sent there comes back, as from any telephone to itself. */
export const OWN_NUMBER = '+77010000017'
/** Places on a SIM: small ones still have so few. */
const SIM_PLACES = 10
/** What a network holds for one subscriber. */
const HELD_AT_MOST = 64
/** From one message to the next over a signalling channel. */
const AIR_MS = [300, 1500] as const
/** How long a modem waits for `+CNMA`, 3GPP TS 24.011 §10 (TR1N and its kin), and how long the network waits to try again. */
const ACKNOWLEDGE_MS = 15_000
const TRY_AGAIN_MS = 30_000

const INVALID_INDEX = '+CMS ERROR: 321'
const NOT_EXPECTED = '+CMS ERROR: 340'
const NOT_SUPPORTED = '+CMS ERROR: 303'
const INVALID_PDU = '+CMS ERROR: 304'
const NO_SERVICE = '+CMS ERROR: 331'
const CONGESTION = '+CMS ERROR: 42'
/** From the network's word that it took a message to the report that it arrived. */
const REPORT_MS = [1500, 9000] as const

/** How messages come: `<mt>` of `+CNMI`, and whether each must be acknowledged (`+CSMS=1`). */
interface Settings {
  isPduMode: boolean
  mode: number
  /** `<ds>` of `+CNMI`. */
  reportMode: number
  isAcknowledging: boolean
}

const factory = (): Settings => ({ isPduMode: false, mode: 0, reportMode: 0, isAcknowledging: false })

/** The text messages of one modem: what the network holds for it, what lies on its SIM, and the commands about them. */
export class LteMessages {
  readonly #options: LteMessagesOptions
  readonly #sim: (string | undefined)[] = Array.from({ length: SIM_PLACES }, () => undefined)
  #held: Held[] = []
  #settings = factory()
  /** Handed over and not acknowledged yet, by a number of its own. */
  #handed: number | undefined
  #handings = 0
  #isOnAir = false
  #reference = 0
  #submitted = 0

  constructor(options: LteMessagesOptions) {
    this.#options = options
  }

  /** Somebody sends the modem a text: it comes when the network reaches it. */
  send(from: string, text: string): void {
    this.#reference = (this.#reference + 1) % 256
    const parts = deliverPdus(text, { from, utcMs: this.#options.utcMs(), reference: this.#reference })
    if (this.#held.length + parts.length <= HELD_AT_MOST)
      this.#held.push(...parts.map((pdu) => ({ name: 'CMT', pdu }) as const))
    this.#carry()
  }

  /** What the modem answers to a PDU that was typed at the prompt of `AT+CMGS=length`. */
  submit(hex: string, length: number): MessageAnswer {
    if (!this.#options.isReached()) return { lines: [], error: NO_SERVICE }
    if (this.#options.isCongested()) return { lines: [], error: CONGESTION }
    const pdu = readSubmitted(hex, length)
    if (!pdu) return { lines: [], error: INVALID_PDU }
    this.#options.onSubmitted(pdu)
    this.#submitted = (this.#submitted + 1) % 256
    if (pdu.to === OWN_NUMBER && !pdu.part) this.send(OWN_NUMBER, pdu.text)
    if (pdu.isReportWanted) this.#reportLater(this.#submitted, pdu.to)
    return { lines: [`+CMGS: ${this.#submitted}`] }
  }

  #reportLater(reference: number, to: string): void {
    const [least, most] = REPORT_MS
    this.#options.after(least + (most - least) * this.#options.random.next(), () => {
      const pdu = statusReport({ reference, to, utcMs: this.#options.utcMs(), status: 0 })
      if (this.#held.length < HELD_AT_MOST) this.#held.push({ name: 'CDS', pdu })
      this.#carry()
    })
  }

  /** The modem restarts: what was not acknowledged comes again, what lies on the SIM stays. */
  restart(): void {
    this.#settings = factory()
    this.#handed = undefined
    this.#isOnAir = false
  }

  /** The network may reach the modem again. */
  look(): void {
    this.#carry()
  }

  /** Undefined for a command that is not about messages. */
  answer(command: string): MessageAnswer | undefined {
    const fixed = this.#commands[command]
    if (fixed) return fixed()
    const found = /^AT\+(CNMI|CMGR|CMGD|CPMS)=(.*)$/.exec(command)
    if (!found) return undefined
    const [, name = '', text = ''] = found
    return this.#withValue[name as 'CNMI'](text)
  }

  readonly #commands: Readonly<Record<string, () => MessageAnswer>> = {
    'AT+CMGF=0': () => this.#set({ isPduMode: true }),
    'AT+CSMS=1': () => ({ ...this.#set({ isAcknowledging: true }), lines: ['+CSMS: 1,1,1'] }),
    'AT+CSMS=0': () => ({ ...this.#set({ isAcknowledging: false }), lines: ['+CSMS: 1,1,1'] }),
    'AT+CNMA': () => this.#acknowledge(true),
    'AT+CNMA=2': () => this.#acknowledge(false),
    'AT+CMGL=4': () => ({ lines: this.#sim.flatMap((pdu, at) => this.#listed(pdu, at + 1)) }),
  }

  readonly #withValue: Readonly<Record<'CNMI' | 'CMGR' | 'CMGD' | 'CPMS', (text: string) => MessageAnswer>> = {
    CNMI: (text) => {
      const found = /^[0-2],([0-2])(?:,[0-3],([01]),[01])?$/.exec(text)
      if (!found) return { lines: [], error: NOT_SUPPORTED }
      return this.#set({ mode: Number(found[1]), reportMode: Number(found[2] ?? 0) })
    },
    CMGR: (text) => {
      const pdu = this.#sim[Number(text) - 1]
      return pdu ? { lines: [`+CMGR: 0,,${lengthOf(pdu)}`, pdu] } : { lines: [], error: INVALID_INDEX }
    },
    CMGD: (text) => {
      if (!this.#sim[Number(text) - 1]) return { lines: [], error: INVALID_INDEX }
      this.#sim[Number(text) - 1] = undefined
      return { lines: [] }
    },
    CPMS: () => {
      const used = `${this.#sim.filter((pdu) => pdu !== undefined).length},${SIM_PLACES}`
      return { lines: [`+CPMS: ${used},${used},${used}`] }
    },
  }

  #listed(pdu: string | undefined, index: number): string[] {
    return pdu ? [`+CMGL: ${index},1,,${lengthOf(pdu)}`, pdu] : []
  }

  #set(change: Partial<Settings>): MessageAnswer {
    this.#settings = { ...this.#settings, ...change }
    return { lines: [] }
  }

  #acknowledge(isTaken: boolean): MessageAnswer {
    if (this.#handed === undefined) return { lines: [], error: NOT_EXPECTED }
    this.#handed = undefined
    if (isTaken) this.#held.shift()
    this.#options.after(isTaken ? 0 : TRY_AGAIN_MS, () => this.#carry())
    return { lines: [] }
  }

  #carry(): void {
    if (this.#isOnAir || this.#handed !== undefined || this.#held.length === 0 || !this.#options.isReached()) return
    this.#isOnAir = true
    const [least, most] = AIR_MS
    this.#options.after(least + (most - least) * this.#options.random.next(), () => {
      this.#isOnAir = false
      const [held] = this.#held
      if (held && this.#options.isReached()) this.#arrive(held)
    })
  }

  #arrive(held: Held): void {
    const isReport = held.name === 'CDS'
    if (isReport ? this.#settings.reportMode === 1 : this.#settings.mode === 2) this.#handOver(held)
    // A report that nobody asked to be told of is gone.
    else if (isReport) this.#next()
    else this.#store(held.pdu)
  }

  #store(pdu: string): void {
    const place = this.#sim.indexOf(undefined)
    if (place < 0) {
      // A full SIM: the network tries again later.
      this.#options.after(TRY_AGAIN_MS, () => this.#carry())
      return
    }
    this.#sim[place] = pdu
    if (this.#settings.mode === 1) this.#options.sayLine(`+CMTI: "SM",${place + 1}`)
    this.#next()
  }

  #handOver({ name, pdu }: Held): void {
    this.#options.sayLine(`+${name}: ${name === 'CMT' ? ',' : ''}${lengthOf(pdu)}\r\n${pdu}`)
    if (this.#settings.isAcknowledging) this.#await()
    else this.#next()
  }

  #next(): void {
    this.#held.shift()
    this.#carry()
  }

  #await(): void {
    const handing = ++this.#handings
    this.#handed = handing
    this.#options.after(ACKNOWLEDGE_MS, () => {
      if (this.#handed !== handing) return
      // 3GPP TS 27.005 §3.4.4: whoever was not acknowledged in time hands over no more.
      this.#handed = undefined
      this.#settings.mode = 0
      this.#settings.reportMode = 0
      this.#options.after(TRY_AGAIN_MS, () => this.#carry())
    })
  }
}
