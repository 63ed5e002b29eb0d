const LF = 0x0a
const CR = 0x0d
const TAB = 0x09

/** Cuts a stream of bytes into lines. */
export interface LineFramer {
  push(bytes: Uint8Array): void
  /** Forgets the line that has begun, as when the port closed; its bytes count as discarded. */
  reset(): void
}

export interface LineFramerOptions {
  /** Longest line in bytes, without its end; longer ones are discarded whole. */
  maxBytes: number
  /** Which bytes a line may hold: printable ASCII and tab (the default), or any; a line with others is discarded whole. */
  accept?: 'ascii' | 'any'
  /** A line without its end, never empty; bytes above 0x7f read as Latin-1. */
  onLine(line: string): void
  /** Bytes, line ends excluded, that came to no line; several calls may add up to one line. */
  onDiscard(bytes: number): void
}

const isText = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === TAB

/**
 * A framer of lines that end with `\n`, `\r\n` or `\r`, in any fragmentation. It holds at most `maxBytes`;
 * empty lines are dropped silently.
 */
export const lineFramer = (options: LineFramerOptions): LineFramer => {
  const { maxBytes, accept = 'ascii', onLine, onDiscard } = options
  const held = Buffer.alloc(maxBytes)
  let heldBytes = 0
  let isBad = false

  const hold = (part: Uint8Array): void => {
    if (!isBad && heldBytes + part.length <= maxBytes) {
      held.set(part, heldBytes)
      heldBytes += part.length
      return
    }
    isBad = true
    onDiscard(heldBytes + part.length)
    heldBytes = 0
  }
  const end = (part: Uint8Array): void => {
    if (part.length > 0) hold(part)
    const length = heldBytes
    heldBytes = 0
    if (!isBad && length > 0) onLine(held.toString('latin1', 0, length))
    isBad = false
  }

  return {
    push: (bytes) => {
      let from = 0
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] as number
        if (byte === LF || byte === CR) {
          end(bytes.subarray(from, at))
          from = at + 1
        } else if (accept === 'ascii' && !isText(byte)) isBad = true
      }
      if (from < bytes.length) hold(bytes.subarray(from))
    },
    reset: () => {
      if (!isBad && heldBytes > 0) onDiscard(heldBytes)
      heldBytes = 0
      isBad = false
    },
  }
}
