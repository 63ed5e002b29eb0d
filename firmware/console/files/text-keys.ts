const INTERRUPT = 0x03
const NUL = 0x00
const NULS_OF_A_BREAK = 3

/** Finds the two keys that steer while text goes over a line: Ctrl-C, and a BREAK, which is three NULs in a row, in any fragmentation. */
export class TextKeys {
  #nuls = 0

  /** The first of them among these bytes. */
  take(bytes: Uint8Array): 'interrupt' | 'break' | undefined {
    for (const byte of bytes) {
      this.#nuls = byte === NUL ? this.#nuls + 1 : 0
      if (this.#nuls === NULS_OF_A_BREAK) return 'break'
      if (byte === INTERRUPT) return 'interrupt'
    }
    return undefined
  }
}
