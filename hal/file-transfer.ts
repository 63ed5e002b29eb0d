/** A line that a transfer has for itself, every byte of it both ways. */
export interface TransferLine {
  /** Resolves when they left; rejects when the line is gone. */
  write(bytes: Uint8Array): Promise<void>
  /** One handler, in any fragmentation. */
  onData(handler: (bytes: Uint8Array) => void): void
  /** Hears that the file came on: so much is known to be there, which noise on the line does not do. */
  progressed(): void
  /** Hears that a BREAK was among the bytes. */
  broke(): void
}

/** A file in memory. */
export interface NamedFile {
  /** Of letters, digits, points, dashes and underscores, at most 100; a received one is as the other end gave it, and only for showing. */
  name: string
  bytes: Uint8Array
}

/**
 * Why no file went over: somebody ended it, the other end never answered, fell silent, broke it off or was too slow; the file or the number
 * of them was more than allowed; the line is gone; no room for it; no program for it.
 */
export type TransferFailure =
  | 'interrupted'
  | 'no-answer'
  | 'silent'
  | 'broken-off'
  | 'late'
  | 'too-large'
  | 'too-many-files'
  | 'line-gone'
  | 'no-room'
  | 'no-program'

interface TransferOptions {
  /** Of the line: how much may be under way, and how long it may take. */
  baudRate: number
  /** Ends it at once, with `interrupted`. */
  ended: AbortSignal
}

/** Takes files over a terminal's line, one a call, by a protocol that terminal programs have. */
export interface FileTransfers {
  send(line: TransferLine, file: NamedFile, options: TransferOptions): Promise<{ ok: true } | Failed>
  receive(
    line: TransferLine,
    options: TransferOptions & { atMostBytes: number },
  ): Promise<{ ok: true; file: NamedFile } | Failed>
}

interface Failed {
  ok: false
  why: TransferFailure
}
