const LONGEST_REQUEST = 80
const SUM_RANGE = 95
const OPEN = 0x7b
const CLOSE = 0x7d

/** `{…}` with its sum behind it, as docs/beam-controller.md has it; written here anew, so that it is not the driver's twice. */
const sumOf = (braced: string): number => {
  let sum = 0
  for (let at = 0; at < braced.length; at++) sum = (sum + braced.charCodeAt(at) - 32) % SUM_RANGE
  return sum
}

/** The bytes of one reply; `sumError` 1 to 94 spoils its sum. */
export const replyBytes = (words: readonly (string | number)[], sumError: number): Uint8Array => {
  const braced = `{${words.join(' ')}}`
  return Buffer.from(braced + String.fromCharCode(((sumOf(braced) + sumError) % SUM_RANGE) + 32), 'latin1')
}

/** Hears requests in a stream of bytes; one with a bad sum is not answered, its sequence number may be the broken part. */
export const requestEar = (onRequest: (words: readonly string[]) => void) => {
  let heard = ''
  let isClosed = false
  const hear = (byte: number): void => {
    if (isClosed) {
      isClosed = false
      const isGood = byte === sumOf(heard) + 32
      if (isGood) onRequest(heard.slice(1, -1).split(' '))
      heard = byte === OPEN && !isGood ? '{' : ''
    } else if (byte === OPEN) heard = '{'
    else if (heard !== '') {
      heard = heard.length < LONGEST_REQUEST ? heard + String.fromCharCode(byte) : ''
      isClosed = byte === CLOSE && heard !== ''
    }
  }
  return {
    hear: (bytes: Uint8Array): void => {
      for (let at = 0; at < bytes.length; at++) hear(bytes[at] as number)
    },
    forget: (): void => {
      heard = ''
      isClosed = false
    },
  }
}
