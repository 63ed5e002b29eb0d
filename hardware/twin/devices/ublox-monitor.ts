/** How a receiver of a generation names itself. */
export interface UbloxIdentity {
  software: string
  hardware: string
  extensions: readonly string[]
}

const SOFTWARE_BYTES = 30
const HARDWARE_BYTES = 10
const EXTENSION_BYTES = 30

const text = (value: string, bytes: number): Buffer => {
  const field = Buffer.alloc(bytes)
  field.write(value, 'latin1')
  return field
}

/** MON-VER. F9 HPG 1.32 (UBX-22008968) §3.14.16. */
export const monVer = ({ software, hardware, extensions }: UbloxIdentity): Buffer =>
  Buffer.concat([
    text(software, SOFTWARE_BYTES),
    text(hardware, HARDWARE_BYTES),
    ...extensions.map((extension) => text(extension, EXTENSION_BYTES)),
  ])

/** What the receiver's front end sees. Jamming: 0 unknown, 1 ok, 2 warning, 3 critical; spoofing: 0 unknown, 1 none, 2 indicated, 3 several. */
export interface FrontEnd {
  jammingState: number
  spoofingState: number
  /** 0 to 255, the strength of a continuous wave. */
  jammingIndicator: number
}

const NOISE_PER_MS = 90
const GAIN_COUNT = 5200
const ANTENNA_OK = 2
const ANTENNA_ON = 1

const gainOf = ({ jammingIndicator }: FrontEnd): number => Math.round(GAIN_COUNT * (1 - jammingIndicator / 400))

/** MON-HW, 60 bytes. u-blox M8 (UBX-13003221) §32.16.5. */
export const monHw = (front: FrontEnd): Buffer => {
  const payload = Buffer.alloc(60)
  payload.writeUInt16LE(NOISE_PER_MS + front.jammingIndicator, 16)
  payload.writeUInt16LE(gainOf(front), 18)
  payload.set([ANTENNA_OK, ANTENNA_ON, 1 | (front.jammingState << 2)], 20)
  payload[45] = front.jammingIndicator
  return payload
}

/** MON-RF with two blocks, L1 and L2 or L5, 52 bytes. F9 HPG 1.32 §3.14.9. */
export const monRf = (front: FrontEnd): Buffer => {
  const payload = Buffer.alloc(52)
  payload[1] = 2
  for (const block of [0, 1]) {
    const at = 4 + 24 * block
    payload.set([block, front.jammingState, ANTENNA_OK, ANTENNA_ON], at)
    payload.writeUInt16LE(NOISE_PER_MS + front.jammingIndicator, at + 12)
    payload.writeUInt16LE(gainOf(front), at + 14)
    payload.set([front.jammingIndicator, 8, 160, 250, 155], at + 16)
  }
  return payload
}

/** SEC-SIG, version 1, 12 bytes. F9 HPG 1.32 §3.17.1. */
export const secSig = ({ jammingState, spoofingState }: FrontEnd): Buffer => {
  const payload = Buffer.alloc(12)
  payload[0] = 1
  payload[4] = 1 | (jammingState << 1)
  payload[8] = 1 | (spoofingState << 1)
  return payload
}
