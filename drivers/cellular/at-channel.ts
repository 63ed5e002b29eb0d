import type { Cancel, Clock } from '../../hal/clock.ts'
import { type AtLine, decodeAtLine } from './at-lines.ts'
import { decodeRegistration, registrationNames } from './at-values.ts'
import { isPdu, pduLength } from './sms-pdu.ts'

/** What a modem says by itself: a line, or a message that it hands over with its PDU on the line after, as long as it said or not. */
export type Unasked = AtLine | { kind: 'delivery'; name: '+CMT' | '+CDS'; pdu: string; isWhole: boolean }

/** How a command ended, with the lines that belong to it. */
export interface AtAnswer {
  /** `ended` is none of the modem's doing: it restarted or the line closed. */
  outcome: 'ok' | 'error' | 'timeout' | 'ended'
  lines: readonly AtLine[]
  error?: Extract<AtLine, { kind: 'error' }>
  /** Whether the modem repeated the command. */
  isEchoed: boolean
}

/** What is said to a modem. */
export interface AtCommand {
  command: string
  timeoutMs: number
  /** What the modem asks for with its prompt: a PDU. */
  body?: string
}

interface AtChannelOptions {
  clock: Clock
  /** Hands a command line to the modem, line end included. */
  send(text: string): void
  /** Lines that no command asked for. */
  onUnasked(line: Unasked): void
}

/** One command in flight at a time; the rest of what the modem says came by itself. */
export interface AtChannel {
  /** Never rejects. Call it again only when the last answer is there. */
  command(command: AtCommand): Promise<AtAnswer>
  takeLine(line: string): void
  takePrompt(): void
  /** Ends the command in flight. */
  end(): void
}

interface InFlight {
  command: string
  /** `+CESQ` for `AT+CESQ`: lines of this name belong to the command. */
  name: string
  lines: AtLine[]
  /** Not handed over yet. */
  body: string | undefined
  isEchoed: boolean
  cancel: Cancel
  resolve(answer: AtAnswer): void
}

/** Chosen: a SIM of 100 messages, two lines each, and some; what comes beyond is dropped. */
const maxLines = 256
const SUBSTITUTE = '\u001a'
const ESCAPE = '\u001b'

const nameOf = (command: string): string => /^AT([+#$!^%][A-Z0-9]+)/.exec(command)?.[1] ?? ''

const isUnaskedRegistration = (line: AtLine): boolean =>
  line.kind === 'info' && registrationNames.includes(line.name) && decodeRegistration(line.cells)?.from !== 'query'

const belongsTo = ({ name }: InFlight, line: AtLine): boolean => {
  if (line.kind === 'info') return line.name === name && !isUnaskedRegistration(line)
  return line.kind === 'text'
}

interface Delivery {
  name: '+CMT' | '+CDS'
  /** Octets after the service centre's address. */
  length: string | undefined
}

const deliveryOf = (line: AtLine): Delivery | undefined =>
  line.kind === 'info' && (line.name === '+CMT' || line.name === '+CDS')
    ? { name: line.name, length: line.cells.at(-1)?.text }
    : undefined

/** Pairs commands with their answers on one modem. */
export const atChannel = ({ clock, send, onUnasked }: AtChannelOptions): AtChannel => {
  let inFlight: InFlight | undefined
  /** Of a message whose PDU is the next line, whatever else is being answered. */
  let delivery: Delivery | undefined

  const finish = (outcome: AtAnswer['outcome'], error?: AtAnswer['error']): void => {
    const done = inFlight
    if (!done) return
    inFlight = undefined
    done.cancel()
    if (done.body !== undefined && outcome === 'timeout') send(ESCAPE)
    done.resolve({ outcome, lines: done.lines, isEchoed: done.isEchoed, ...(error && { error }) })
  }
  const takeAsked = (current: InFlight, line: AtLine): void => {
    if (line.kind === 'ok') finish('ok')
    else if (line.kind === 'error') finish('error', line)
    else if (!belongsTo(current, line)) onUnasked(line)
    else if (current.lines.length < maxLines) current.lines.push(line)
  }
  const takeDelivery = (text: string): boolean => {
    const announced = delivery
    const pdu = text.trim()
    delivery = undefined
    if (!announced || !isPdu(pdu)) return false
    const isWhole = String(pduLength(pdu)) === announced.length
    onUnasked({ kind: 'delivery', name: announced.name, pdu, isWhole })
    return true
  }
  return {
    command: ({ command, timeoutMs, body }) =>
      new Promise((resolve) => {
        const cancel = clock.after(timeoutMs, () => finish('timeout'))
        inFlight = { command, name: nameOf(command), lines: [], body, isEchoed: false, cancel, resolve }
        send(`${command}\r`)
      }),
    takeLine: (text) => {
      if (takeDelivery(text)) return
      if (inFlight && text.trim() === inFlight.command) {
        inFlight.isEchoed = true
        return
      }
      const line = decodeAtLine(text)
      delivery = deliveryOf(line)
      if (delivery) return
      if (line.kind === 'ready') finish('ended')
      if (inFlight) takeAsked(inFlight, line)
      else onUnasked(line)
    },
    takePrompt: () => {
      const body = inFlight?.body
      if (!inFlight || body === undefined) return
      inFlight.body = undefined
      send(`${body}${SUBSTITUTE}`)
    },
    end: () => {
      delivery = undefined
      finish('ended')
    },
  }
}
