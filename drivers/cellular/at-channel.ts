import type { Cancel, Clock } from '../../hal/clock.ts'
import { type AtLine, decodeAtLine } from './at-lines.ts'
import { decodeRegistration, registrationNames } from './at-values.ts'

/** How a command ended, with the lines that belong to it. */
export interface AtAnswer {
  /** `ended` is none of the modem's doing: it restarted or the line closed. */
  outcome: 'ok' | 'error' | 'timeout' | 'ended'
  lines: readonly AtLine[]
  /** Whether the modem repeated the command. */
  isEchoed: boolean
}

interface AtChannelOptions {
  clock: Clock
  /** Hands a command line to the modem, line end included. */
  send(text: string): void
  /** Lines that no command asked for. */
  onUnasked(line: AtLine): void
}

/** One command in flight at a time; the rest of what the modem says came by itself. */
export interface AtChannel {
  /** Never rejects. Call it again only when the last answer is there. */
  command(command: string, timeoutMs: number): Promise<AtAnswer>
  takeLine(line: string): void
  /** Ends the command in flight. */
  end(): void
}

interface InFlight {
  command: string
  /** `+CESQ` for `AT+CESQ`: lines of this name belong to the command. */
  name: string
  lines: AtLine[]
  isEchoed: boolean
  cancel: Cancel
  resolve(answer: AtAnswer): void
}

const nameOf = (command: string): string => /^AT(\+[A-Z0-9]+)/.exec(command)?.[1] ?? ''

const isUnaskedRegistration = (line: AtLine): boolean =>
  line.kind === 'info' && registrationNames.includes(line.name) && decodeRegistration(line.cells)?.from !== 'query'

const belongsTo = ({ name }: InFlight, line: AtLine): boolean => {
  if (line.kind === 'info') return line.name === name && !isUnaskedRegistration(line)
  return line.kind === 'text' || line.kind === 'prompt'
}

/** Pairs commands with their answers on one modem. */
export const atChannel = ({ clock, send, onUnasked }: AtChannelOptions): AtChannel => {
  let inFlight: InFlight | undefined

  const finish = (outcome: AtAnswer['outcome']): void => {
    const done = inFlight
    if (!done) return
    inFlight = undefined
    done.cancel()
    done.resolve({ outcome, lines: done.lines, isEchoed: done.isEchoed })
  }
  const takeAsked = (current: InFlight, line: AtLine): void => {
    if (line.kind === 'ok' || line.kind === 'error') finish(line.kind)
    else if (belongsTo(current, line)) current.lines.push(line)
    else onUnasked(line)
  }
  return {
    command: (command, timeoutMs) =>
      new Promise((resolve) => {
        const cancel = clock.after(timeoutMs, () => finish('timeout'))
        inFlight = { command, name: nameOf(command), lines: [], isEchoed: false, cancel, resolve }
        send(`${command}\r`)
      }),
    takeLine: (text) => {
      if (inFlight && text.trim() === inFlight.command) {
        inFlight.isEchoed = true
        return
      }
      const line = decodeAtLine(text)
      if (line.kind === 'ready') finish('ended')
      if (inFlight) takeAsked(inFlight, line)
      else onUnasked(line)
    },
    end: () => finish('ended'),
  }
}
