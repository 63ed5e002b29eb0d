import { textAt } from './payload.ts'

const SOFTWARE_BYTES = 30
const HARDWARE_BYTES = 10
const EXTENSION_BYTES = 30

/** Who the receiver is. */
export interface UbxVersion {
  kind: 'version'
  /** As `EXT CORE 1.00 (61b2dd)`. */
  software: string
  /** As `00190000`. */
  hardware: string
  /** As `FWVER=HPG 1.32`, `PROTVER=27.31`, `MOD=ZED-F9P`; older ones without equals sign: `PROTVER 15.00`. */
  extensions: readonly string[]
}

/** MON-VER, 40 bytes and 30 an extension. u-blox M8 (UBX-13003221), UBX-MON-VER (0x0a 0x04). */
export const decodeVersion = (payload: Buffer): UbxVersion => {
  const extensions: string[] = []
  for (let at = SOFTWARE_BYTES + HARDWARE_BYTES; at + EXTENSION_BYTES <= payload.length; at += EXTENSION_BYTES)
    extensions.push(textAt(payload, at, EXTENSION_BYTES))
  return {
    kind: 'version',
    software: textAt(payload, 0, SOFTWARE_BYTES),
    hardware: textAt(payload, SOFTWARE_BYTES, HARDWARE_BYTES),
    extensions,
  }
}
