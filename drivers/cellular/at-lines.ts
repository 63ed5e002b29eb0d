/** One value of an AT reply: `+CREG: 2,1,"00C3"` has three. */
export interface AtCell {
  text: string
  /** Tells the text `"12"` from the number 12. */
  isQuoted: boolean
}

/** One thing that an AT modem says. 3GPP TS 27.007 §4.1 and §9.2, 27.005 §3.2.5 for `+CMS ERROR`. */
export type AtLine =
  | { kind: 'ok' }
  | { kind: 'error'; family: 'plain' | 'cme' | 'cms'; code?: number; text?: string }
  | { kind: 'prompt' }
  /** The modem has just started: every setting is gone. */
  | { kind: 'ready' }
  | { kind: 'info'; name: string; cells: readonly AtCell[] }
  | { kind: 'text'; text: string }

const GREATER = 0x3e
const SPACE = 0x20
const LF = 0x0a
const CR = 0x0d
/** Some makers' tables have it between columns. */
const TAB = 0x09

/** Cuts a stream into AT lines and prompts; bounded, any fragmentation. */
export interface AtFramer {
  push(bytes: Uint8Array): void
}

interface AtFramerOptions {
  maxBytes: number
  onLine(line: string): void
  /** `> ` at the start of a line, which has no line end: the modem waits for a text. */
  onPrompt(): void
  onDiscard(bytes: number): void
}

/** A framer for AT modems: lines end with CR or LF, empty ones are dropped, a line with bytes outside ASCII is discarded whole. */
export const atFramer = ({ maxBytes, onLine, onPrompt, onDiscard }: AtFramerOptions): AtFramer => {
  const held = Buffer.alloc(maxBytes)
  let length = 0
  let badBytes = 0

  const end = (): void => {
    if (badBytes > 0) onDiscard(badBytes + length)
    else if (length > 0) onLine(held.toString('latin1', 0, length))
    length = 0
    badBytes = 0
  }
  const take = (byte: number): void => {
    const isText = (byte >= 0x20 && byte < 0x7f) || byte === TAB
    if (!isText || length === maxBytes) badBytes++
    else held[length++] = byte
    if (length !== 2 || badBytes > 0 || held[0] !== GREATER || held[1] !== SPACE) return
    length = 0
    onPrompt()
  }
  return {
    push: (bytes) => {
      for (const byte of bytes)
        if (byte === LF || byte === CR) end()
        else take(byte)
    },
  }
}

/** Splits `1, "a,b" ,,7` at the commas outside quotation marks; cells are trimmed and unquoted. */
export const splitCells = (text: string): AtCell[] =>
  (text.match(/(?:"[^"]*"|[^,"])+|(?<=,|^)(?=,|$)/g) ?? []).map((cell) => {
    const trimmed = cell.trim()
    const isQuoted = trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"')
    return { text: isQuoted ? trimmed.slice(1, -1) : trimmed, isQuoted }
  })

const decodeError = (line: string): AtLine | undefined => {
  if (line === 'ERROR') return { kind: 'error', family: 'plain' }
  const found = /^\+CM([ES]) ERROR:\s*(.+)$/.exec(line)
  if (!found) return undefined
  const family = found[1] === 'E' ? 'cme' : 'cms'
  const what = (found[2] as string).trim()
  return /^\d{1,5}$/.test(what) ? { kind: 'error', family, code: Number(what) } : { kind: 'error', family, text: what }
}

/** Decodes one line; whatever is not known otherwise is text. */
export const decodeAtLine = (line: string): AtLine => {
  const trimmed = line.trim()
  if (trimmed === 'OK') return { kind: 'ok' }
  if (trimmed === 'RDY') return { kind: 'ready' }
  const error = decodeError(trimmed)
  if (error) return error
  const found = /^([+#!$^%][A-Z][A-Z0-9]{1,15}):\s*(.*)$/.exec(trimmed)
  return found
    ? { kind: 'info', name: found[1] as string, cells: splitCells(found[2] as string) }
    : { kind: 'text', text: trimmed }
}
