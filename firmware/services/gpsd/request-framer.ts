/** Cuts what a client sends into requests, each `?NAME` or `?NAME={…}` without its end. */
export interface RequestFramer {
  /** Whole requests, in order; `undefined` for each run of bytes that is none. */
  push(bytes: Uint8Array): (string | undefined)[]
  discardedBytes(): number
}

/** A request of gpsd's protocol is at most 80 characters and its arguments; chosen. */
const MAX_REQUEST_BYTES = 1_024

const NEW_LINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22
const SEMICOLON = 0x3b
const QUESTION = 0x3f
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d

const isBlank = (byte: number): boolean => byte === NEW_LINE || byte === RETURN || byte === SEMICOLON || byte === 0x20

/** Follows strings and braces of one request. */
const braces = () => {
  let depth = 0
  let quoting: 'no' | 'yes' | 'escaped' = 'no'
  return {
    begin: (): void => {
      depth = 0
      quoting = 'no'
    },
    /** True when the byte closed the outermost object. */
    follow: (byte: number): boolean => {
      if (quoting === 'escaped') quoting = 'yes'
      else if (quoting === 'yes') quoting = byte === BACKSLASH ? 'escaped' : byte === QUOTE ? 'no' : 'yes'
      else if (byte === QUOTE) quoting = 'yes'
      else if (byte === OPEN) depth++
      else if (byte === CLOSE) return --depth === 0
      return false
    },
    isOutside: (): boolean => depth <= 0 && quoting === 'no',
  }
}

/**
 * A request ends at its semicolon or line end, or where its object closes: some clients send neither. Bytes that
 * begin no request are passed over to the next line, one longer than the bound as well; no more than one is held.
 */
export const requestFramer = (): RequestFramer => {
  let state: 'between' | 'inside' | 'skipping' = 'between'
  let text = ''
  let discardedBytes = 0
  const object = braces()

  const isEnd = (byte: number): boolean =>
    byte === NEW_LINE || byte === RETURN || (byte === SEMICOLON && object.isOutside())
  const inside = (byte: number, found: (string | undefined)[]): void => {
    if (isEnd(byte)) {
      found.push(text)
      state = 'between'
      return
    }
    text += String.fromCharCode(byte)
    if (object.follow(byte)) {
      found.push(text)
      state = 'between'
    } else if (text.length > MAX_REQUEST_BYTES) {
      discardedBytes += text.length
      text = ''
      found.push(undefined)
      state = 'skipping'
    }
  }
  const between = (byte: number, found: (string | undefined)[]): void => {
    if (byte === QUESTION) {
      state = 'inside'
      text = '?'
      object.begin()
    } else if (!isBlank(byte)) {
      discardedBytes++
      found.push(undefined)
      state = 'skipping'
    }
  }
  return {
    push: (bytes) => {
      const found: (string | undefined)[] = []
      for (const byte of bytes) {
        if (state === 'inside') inside(byte, found)
        else if (state === 'between') between(byte, found)
        else if (byte === NEW_LINE) state = 'between'
        else discardedBytes++
      }
      return found
    },
    discardedBytes: () => discardedBytes,
  }
}
