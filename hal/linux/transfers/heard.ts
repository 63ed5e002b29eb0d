const NUL = 0x00
const INTERRUPT = 0x03
const PAD = 0x2a
const DATA_LINK_ESCAPE = 0x18

/** A key comes by itself; the bytes of a file come one after the other. */
const ALONE_AFTER_MS = 200
/** As serial ports report a BREAK. */
const NULS_OF_A_BREAK = 3

/** What was heard of the other end so far. */
export interface Heard {
  /** Whether a frame of ZMODEM began: `*` and the escape (its section 7.3, "Zmodem header formats"). */
  hasAnswered: boolean
  lastByte: number
  lastMs: number
  bytes: number
  /** Somebody pressed Ctrl-C, rather than a file having such a byte in it. */
  isInterrupted: boolean
  /** NULs in a row that are none of a file. */
  nuls: number
  hasBreak: boolean
}

export const nothingHeard = (nowMs: number): Heard => ({
  hasAnswered: false,
  lastByte: 0,
  lastMs: nowMs,
  bytes: 0,
  isInterrupted: false,
  nuls: 0,
  hasBreak: false,
})

/** Where a frame begins; −1: nowhere. */
const frameAt = (bytes: Uint8Array, before: number): number =>
  bytes.findIndex((byte, at) => byte === DATA_LINK_ESCAPE && (at === 0 ? before : bytes[at - 1]) === PAD)

/** No piece of a file that had to wait: those are longer. */
const isFewNuls = (bytes: Uint8Array): boolean => bytes.length <= NULS_OF_A_BREAK && bytes.every((byte) => byte === NUL)

/** How many NULs in a row stand at the end, and whether there were enough for a BREAK; `nuls` stood there before. */
const countNuls = (bytes: Uint8Array, before: number): { nuls: number; hasBreak: boolean } => {
  let [nuls, hasBreak] = [before, false]
  for (const byte of bytes) {
    nuls = byte === NUL ? nuls + 1 : 0
    if (nuls >= NULS_OF_A_BREAK) hasBreak = true
  }
  return { nuls, hasBreak }
}

/**
 * Takes bytes in. Until the other end speaks ZMODEM any Ctrl-C is a key and three NULs are a BREAK; then only a Ctrl-C that stands alone, and
 * NULs that do: of a file that is sent there (`isSending`) the other end says nothing with a NUL in it.
 */
export const hear = (
  heard: Heard,
  bytes: Uint8Array,
  { nowMs, isSending }: { nowMs: number; isSending: boolean },
): Heard => {
  const firstAt = heard.hasAnswered ? 0 : frameAt(bytes, heard.lastByte)
  const hasAnswered = firstAt >= 0
  const hasPaused = nowMs - heard.lastMs >= ALONE_AFTER_MS
  const isKey = bytes.includes(INTERRUPT) && (!hasAnswered || (bytes.length === 1 && hasPaused))
  const isAllHeard = isSending || !hasAnswered || (heard.hasAnswered && hasPaused && isFewNuls(bytes))
  // Headers have NULs in them, and may come in one piece with the first frame.
  const { nuls, hasBreak } = countNuls(
    isAllHeard ? bytes : bytes.subarray(0, firstAt),
    isAllHeard || firstAt > 0 ? heard.nuls : 0,
  )
  return {
    hasAnswered,
    lastByte: bytes.at(-1) ?? heard.lastByte,
    lastMs: nowMs,
    bytes: heard.bytes + bytes.length,
    isInterrupted: heard.isInterrupted || isKey,
    nuls,
    hasBreak: heard.hasBreak || hasBreak,
  }
}
