/** A UBX message: class and id in one number, as 0x0107 for NAV-PVT. */
export interface UbxMessage {
  id: number
  payload: Buffer
}

const SYNC = [0xb5, 0x62] as const
const HEADER_BYTES = 6
const FRAME_BYTES = 8
/** Longer ones are not for this receiver; what bounds what it holds. */
const MAX_PAYLOAD_BYTES = 1024

/** The two sums of RFC 1145 over class, id, length and payload. */
const sums = (bytes: Uint8Array): [a: number, b: number] => {
  let a = 0
  let b = 0
  for (const byte of bytes) {
    a += byte
    b += a
  }
  return [a & 0xff, b & 0xff]
}

/** A whole frame. */
export const ubxFrameOf = ({ id, payload }: UbxMessage): Buffer => {
  const { length } = payload
  const body = Buffer.concat([Buffer.of(id >> 8, id & 0xff, length & 0xff, length >> 8), payload])
  return Buffer.concat([Buffer.of(...SYNC), body, Buffer.of(...sums(body))])
}

/** Takes messages out of what a receiver hears, in any fragmentation; what is no frame is passed over. */
export const ubxHearing = (
  onMessage: (message: UbxMessage) => void,
): { push(bytes: Uint8Array): void; reset(): void } => {
  let held = Buffer.alloc(0)

  /** Bytes used up; 0 when more are needed. */
  const step = (): number => {
    if (held[0] !== SYNC[0] || (held.length > 1 && held[1] !== SYNC[1])) return 1
    if (held.length < HEADER_BYTES) return 0
    const length = held.readUInt16LE(4)
    if (length > MAX_PAYLOAD_BYTES) return 1
    if (held.length < length + FRAME_BYTES) return 0
    const [a, b] = sums(held.subarray(2, HEADER_BYTES + length))
    if (held[HEADER_BYTES + length] !== a || held[HEADER_BYTES + length + 1] !== b) return 1
    const payload = Buffer.from(held.subarray(HEADER_BYTES, HEADER_BYTES + length))
    onMessage({ id: held.readUInt16BE(2), payload })
    return length + FRAME_BYTES
  }

  return {
    push: (bytes) => {
      held = Buffer.concat([held, bytes])
      while (held.length > 0) {
        const used = step()
        if (used === 0) return
        held = held.subarray(used)
      }
    },
    reset: () => {
      held = Buffer.alloc(0)
    },
  }
}
