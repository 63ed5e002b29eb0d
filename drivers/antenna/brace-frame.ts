/** A frame `{XX p1 p2…}C`: two letters and arguments without spaces or braces. Intellian antenna protocol, frame format. */
export interface BraceFrame {
  code: string
  args: readonly string[]
}

/** The longest frame in bytes, braces and checksum counted. */
export const MAX_FRAME_BYTES = 80

const OPEN = 0x7b
const CLOSE = 0x7d
const FIRST_PRINTABLE = 0x20
const LAST_PRINTABLE = 0x7e

/** One step of the checksum over `{`…`}`: `n = (n + ch − 32) mod 95`. */
const addToSum = (sum: number, byte: number): number => (sum + byte - FIRST_PRINTABLE) % 95

/** Encodes a frame; `{QV}` gives `{QV}"`. */
export const encodeBraceFrame = ({ code, args }: BraceFrame): Uint8Array => {
  const text = args.length > 0 ? `{${code} ${args.join(' ')}}` : `{${code}}`
  const bytes = new Uint8Array(text.length + 1)
  let sum = 0
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at)
    bytes[at] = byte
    sum = addToSum(sum, byte)
  }
  bytes[text.length] = sum + FIRST_PRINTABLE
  return bytes
}

/** Takes bytes in any fragmentation; frames come out of `onFrame`, everything else is counted by `onDiscard`. */
export interface BraceFramer {
  push(bytes: Uint8Array): void
  /** Forgets a frame begun, when the line was opened anew. */
  reset(): void
}

/**
 * Finds frames in any fragmentation, in at most 80 bytes of memory. A frame holds no `{` inside, so the search goes on
 * at the very byte that broke one: the next `{` may be the bad checksum itself.
 */
export const braceFramer = (with_: {
  onFrame(frame: BraceFrame): void
  onDiscard(bytes: number, why: 'noise' | 'checksum'): void
}): BraceFramer => {
  const { onFrame, onDiscard } = with_
  let body = ''
  let length = 0
  let sum = 0
  let isClosed = false

  const begin = (): void => {
    body = ''
    length = 1
    sum = addToSum(0, OPEN)
    isClosed = false
  }
  const drop = (byte: number, why: 'noise' | 'checksum'): void => {
    const isStart = byte === OPEN
    const lost = isStart ? length : length + 1
    if (lost > 0) onDiscard(lost, why)
    length = 0
    if (isStart) begin()
  }
  const finish = (byte: number): void => {
    const [code = '', ...args] = body.split(' ')
    if (byte !== sum + FIRST_PRINTABLE) drop(byte, 'checksum')
    else {
      length = 0
      onFrame({ code, args })
    }
  }
  const extend = (byte: number): void => {
    length++
    sum = addToSum(sum, byte)
    isClosed = byte === CLOSE
    if (!isClosed) body += String.fromCharCode(byte)
  }
  const take = (byte: number): void => {
    if (length === 0 || byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE) drop(byte, 'noise')
    else if (isClosed) finish(byte)
    // The brace that closes is the last byte but one.
    else if (byte === OPEN || length + 1 >= MAX_FRAME_BYTES) drop(byte, 'noise')
    else extend(byte)
  }
  return {
    push: (bytes) => {
      for (let at = 0; at < bytes.length; at++) take(bytes[at] as number)
    },
    reset: () => {
      if (length > 0) onDiscard(length, 'noise')
      length = 0
    },
  }
}
