/** What `FrameKind.measure` answers instead of a length. */
export const MORE_NEEDED = 0
export const NO_FRAME = -1
export const BAD_CHECKSUM = -2

/** One of the protocols that share a receiver's port: how its frames are found and taken out. */
export interface FrameKind<Frame> {
  /** No two kinds of one framer share it. */
  firstByte: number
  /** Longer ones are not frames: what bounds the framer's memory. */
  maxBytes: number
  /** The length of the frame that starts at `start`, or MORE_NEEDED, NO_FRAME, BAD_CHECKSUM; `end` is exclusive. */
  measure(bytes: Buffer, start: number, end: number): number
  take(bytes: Buffer, start: number, length: number): Frame
}

export interface GnssFramerOptions<Frame> {
  kinds: readonly FrameKind<Frame>[]
  /** A whole frame with a right checksum, and its length in bytes. */
  onFrame(frame: Frame, bytes: number): void
}

/** Frames out of a receiver's bytes, in any fragmentation. */
export interface GnssFramer {
  push(bytes: Uint8Array): void
  /** The bytes have ended: what still waits for more is no frame, though another may begin inside it. */
  end(): void
  /** Bytes outside frames (line ends excepted), and frames with a wrong checksum, since the start. */
  counters(): { rxDiscardedBytes: number; checksumErrors: number }
}

const LF = 0x0a
const CR = 0x0d

/** Holds at most twice the longest frame; after anything that is no frame it looks again one byte further on. */
export const gnssFramer = <Frame>({ kinds, onFrame }: GnssFramerOptions<Frame>): GnssFramer => {
  const byFirstByte: (FrameKind<Frame> | undefined)[] = new Array(256).fill(undefined)
  for (const kind of kinds) byFirstByte[kind.firstByte] = kind
  const held = Buffer.alloc(2 * Math.max(...kinds.map((kind) => kind.maxBytes)))
  let heldBytes = 0
  let rxDiscardedBytes = 0
  let checksumErrors = 0

  /** Length used up at `start`: a frame, one byte that begins none, or 0 when only more bytes can tell. */
  const step = (start: number, isLast: boolean): number => {
    const byte = held[start] as number
    const kind = byFirstByte[byte]
    const end = kind ? Math.min(heldBytes, start + kind.maxBytes) : start
    const length = kind ? kind.measure(held, start, end) : NO_FRAME
    if (kind && length > 0) {
      onFrame(kind.take(held, start, length), length)
      return length
    }
    if (kind && length === MORE_NEEDED && !isLast && end - start < kind.maxBytes) return 0
    if (length === BAD_CHECKSUM) checksumErrors++
    if (byte !== CR && byte !== LF) rxDiscardedBytes++
    return 1
  }
  const scan = (isLast: boolean): void => {
    let start = 0
    while (start < heldBytes) {
      const used = step(start, isLast)
      if (used === 0) break
      start += used
    }
    if (start > 0) held.copyWithin(0, start, heldBytes)
    heldBytes -= start
  }

  return {
    push: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const taken = Math.min(bytes.length - at, held.length - heldBytes)
        held.set(taken === bytes.length ? bytes : bytes.subarray(at, at + taken), heldBytes)
        heldBytes += taken
        at += taken
        scan(false)
      }
    },
    end: () => scan(true),
    counters: () => ({ rxDiscardedBytes, checksumErrors }),
  }
}
