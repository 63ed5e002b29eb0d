const INTERRUPT = 0x03
const PAD = 0x2a
const DATA_LINK_ESCAPE = 0x18

/** A key comes by itself; the bytes of a file come one after the other. */
const ALONE_AFTER_MS = 200

/** What was heard of the other end so far. */
export interface Heard {
  /** Whether a frame of ZMODEM began: `*` and the escape (its section 7.3, "Zmodem header formats"). */
  hasAnswered: boolean
  lastByte: number
  lastMs: number
  bytes: number
  /** Somebody pressed Ctrl-C, rather than a file having such a byte in it. */
  isInterrupted: boolean
}

export const nothingHeard = (nowMs: number): Heard => ({
  hasAnswered: false,
  lastByte: 0,
  lastMs: nowMs,
  bytes: 0,
  isInterrupted: false,
})

const beginsFrame = (bytes: Uint8Array, before: number): boolean =>
  bytes.some((byte, at) => byte === DATA_LINK_ESCAPE && (at === 0 ? before : bytes[at - 1]) === PAD)

/** Takes bytes in. Until the other end speaks ZMODEM any Ctrl-C is a key; then only one that stands alone. */
export const hear = (heard: Heard, bytes: Uint8Array, nowMs: number): Heard => {
  const hasAnswered = heard.hasAnswered || beginsFrame(bytes, heard.lastByte)
  const isAlone = bytes.length === 1 && nowMs - heard.lastMs >= ALONE_AFTER_MS
  const isKey = bytes.includes(INTERRUPT) && (!hasAnswered || isAlone)
  return {
    hasAnswered,
    lastByte: bytes.at(-1) ?? heard.lastByte,
    lastMs: nowMs,
    bytes: heard.bytes + bytes.length,
    isInterrupted: heard.isInterrupted || isKey,
  }
}
