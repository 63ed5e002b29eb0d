import { encodeUbx } from './encode.ts'

/** I2C 0, UART 1 and 2, USB 3, SPI 4. u-blox M8 (UBX-13003221) §32.10.25. */
export type UbxPortNumber = 0 | 1 | 2 | 3 | 4

/** CFG-PRT: how the port is set up on which it was asked for. */
export interface UbxPort {
  kind: 'port'
  port: UbxPortNumber
  /** Absent on ports without one. */
  baudRate?: number
  /** As it came: what is not changed is sent back unchanged. */
  raw: Buffer
}

const BAUD_RATE_AT = 8

const isUart = (port: number): boolean => port === 1 || port === 2

/** CFG-PRT, 20 bytes. u-blox M8 §32.10.25. */
export const decodePort = (payload: Buffer): UbxPort | string => {
  const port = payload[0] as number
  if (port > 4) return `port ${port}`
  const raw = Buffer.from(payload)
  const baudRate = payload.readUInt32LE(BAUD_RATE_AT)
  return { kind: 'port', port: port as UbxPortNumber, raw, ...(isUart(port) && { baudRate }) }
}

/** The same set-up with another baud rate. */
export const setPortBaudRate = ({ raw }: UbxPort, baudRate: number): Buffer => {
  const payload = Buffer.from(raw)
  payload.writeUInt32LE(baudRate, BAUD_RATE_AT)
  return encodeUbx(0x06, 0x00, payload)
}
