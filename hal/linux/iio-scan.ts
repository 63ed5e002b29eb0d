/** How one channel lies in a scan of an IIO buffer. Kernel: Documentation/ABI/testing/sysfs-bus-iio, `scan_elements/…_type`. */
export interface ScanType {
  isBigEndian: boolean
  isSigned: boolean
  /** That are valid, after the shift. */
  bits: number
  storageBytes: 1 | 2 | 4 | 8
  shift: number
}

/** A channel that was switched on. */
export interface ScanElement {
  /** Such as `accel_x`, `timestamp`. */
  name: string
  /** Its place among the others. */
  index: number
  type: ScanType
}

const STORAGE_BYTES: Readonly<Record<string, ScanType['storageBytes']>> = { 8: 1, 16: 2, 32: 4, 64: 8 }

/** Reads `le:s12/16>>4`; `undefined` for anything else, repeated elements (`X2`) among it. */
export const parseScanType = (text: string): ScanType | undefined => {
  const [, endian, sign, bits, storage, shift] =
    /^([bl]e):([su])(\d{1,2})\/(\d{1,2})>>(\d{1,2})$/.exec(text.trim()) ?? []
  const storageBytes = STORAGE_BYTES[storage ?? '']
  if (!storageBytes || Number(bits) < 1 || Number(bits) + Number(shift) > 8 * storageBytes) return undefined
  return {
    isBigEndian: endian === 'be',
    isSigned: sign === 's',
    bits: Number(bits),
    storageBytes,
    shift: Number(shift),
  }
}

/** Where each channel begins, and how long a whole scan is. */
export interface ScanLayout {
  bytes: number
  at: ReadonlyMap<string, { offset: number; type: ScanType }>
}

const alignedTo = (offset: number, bytes: number): number => Math.ceil(offset / bytes) * bytes

/** In the order of their indices, each aligned to its own size, the whole to the largest (kernel: `iio_compute_scan_bytes`). */
export const scanLayout = (elements: readonly ScanElement[]): ScanLayout => {
  const at = new Map<string, { offset: number; type: ScanType }>()
  let end = 0
  for (const { name, type } of [...elements].sort((a, b) => a.index - b.index)) {
    const offset = alignedTo(end, type.storageBytes)
    at.set(name, { offset, type })
    end = offset + type.storageBytes
  }
  const largest = Math.max(1, ...elements.map(({ type }) => type.storageBytes))
  return { bytes: alignedTo(end, largest), at }
}

/** The counts of the channel at `offset`. Beyond 2⁵³ they are rounded: nanoseconds of this century to some 256. */
export const readCounts = (scan: Buffer, offset: number, type: ScanType): number => {
  const { isBigEndian, isSigned, bits, storageBytes, shift } = type
  if (storageBytes > 4) {
    const raw = isBigEndian ? scan.readBigUInt64BE(offset) : scan.readBigUInt64LE(offset)
    const value = raw >> BigInt(shift)
    return Number(isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value))
  }
  const raw = isBigEndian ? scan.readUIntBE(offset, storageBytes) : scan.readUIntLE(offset, storageBytes)
  const value = Math.floor(raw / 2 ** shift) % 2 ** bits
  return isSigned && value >= 2 ** (bits - 1) ? value - 2 ** bits : value
}
