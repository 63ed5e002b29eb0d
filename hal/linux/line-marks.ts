const MARK = 0xff
const NUL = 0x00
/** What stands for a byte that was not understood: no letter of UTF-8 has it. */
const UNREADABLE = 0xff

/**
 * Takes the kernel's marks (termios `PARMRK`) out of what a serial line received: a BREAK, which it writes as `FF 00 00`, becomes three NULs; a
 * byte with a wrong stop bit or parity, `FF 00 X`, becomes `FF`; `FF FF` is a true `FF`. Bytes in any fragmentation.
 */
export class LineMarks {
  #begun: 'nothing' | 'mark' | 'error' = 'nothing'

  take(bytes: Uint8Array): Uint8Array {
    const out: number[] = []
    for (const byte of bytes) out.push(...this.#next(byte))
    return Uint8Array.from(out)
  }

  #next(byte: number): readonly number[] {
    const begun = this.#begun
    this.#begun = 'nothing'
    if (begun === 'error') return byte === NUL ? [NUL, NUL, NUL] : [UNREADABLE]
    if (begun === 'mark') {
      if (byte === NUL) this.#begun = 'error'
      else return byte === MARK ? [MARK] : [MARK, byte]
    } else if (byte === MARK) this.#begun = 'mark'
    else return [byte]
    return []
  }
}
