const START_SYSEX = 0xf0
const END_SYSEX = 0xf7
const REPORT_VERSION = 0xf9
const I2C_REPLY = 0x77
const ACCEL_STEPPER = 0x62
/** Firmata protocol 2.x: command, two 7-bit bytes. */
const MESSAGE_BYTES = 3
/** More than the capability reply of the largest board. */
const MAX_SYSEX_BYTES = 4096
/** Start, command, address and register of two bytes each, end. */
const I2C_ENVELOPE_BYTES = 7
/** accelStepperFirmata.md: start, command, report or end of a move, device, five of a position, end. */
const STEPPER_POSITION_BYTES = 10

/** Cuts a board's bytes into whole Firmata messages; what belongs to none is counted. */
export interface FirmataFrames {
  push(bytes: Uint8Array): readonly Uint8Array[]
  discardedBytes(): number
}

const startsMessage = (byte: number): boolean =>
  byte === REPORT_VERSION || (byte >= 0x90 && byte < 0xa0) || (byte >= 0xe0 && byte < 0xf0)

/** Eight-bit values travel as pairs of 7 and 1 bits: an odd count or a larger second half means that bytes were lost. */
const isSoundI2cReply = (frame: readonly number[]): boolean =>
  frame.length >= I2C_ENVELOPE_BYTES &&
  frame.length % 2 === 1 &&
  frame.slice(6, -1).every((byte, index) => index % 2 === 0 || byte <= 1)

const isSoundSysex = (frame: readonly number[]): boolean => {
  if (frame[1] === I2C_REPLY) return isSoundI2cReply(frame)
  if (frame[1] === ACCEL_STEPPER) return frame.length === STEPPER_POSITION_BYTES
  return frame.length > 2
}

const isSound = (frame: readonly number[]): boolean => frame[0] !== START_SYSEX || isSoundSysex(frame)

/** Whether a frame is the board's protocol version: it has started, or was asked. */
export const isVersionReport = (frame: Uint8Array): boolean => frame[0] === REPORT_VERSION

/**
 * A framer in front of firmata-io, which keeps an endless message in memory and throws on some short ones. Firmata has no
 * checksum: a flipped value bit passes, everything else is found here. Source: Firmata protocol 2.x, github.com/firmata/protocol.
 */
export const firmataFrames = (): FirmataFrames => {
  let held: number[] = []
  let discarded = 0

  const drop = (): void => {
    discarded += held.length
    held = []
  }
  const emit = (): Uint8Array[] => {
    const frame = held
    if (!isSound(frame)) drop()
    held = []
    return isSound(frame) ? [Uint8Array.from(frame)] : []
  }
  const take = (byte: number): Uint8Array[] => {
    const isData = byte < 0x80
    const isInSysex = held[0] === START_SYSEX
    if (held.length > 0 && !isData && !(isInSysex && byte === END_SYSEX)) drop()
    if (held.length === 0 && byte !== START_SYSEX && !startsMessage(byte)) {
      discarded++
      return []
    }
    held.push(byte)
    if (held.length > MAX_SYSEX_BYTES) drop()
    const isWhole = held[0] === START_SYSEX ? byte === END_SYSEX : held.length === MESSAGE_BYTES
    return isWhole ? emit() : []
  }
  return { push: (bytes) => Array.from(bytes).flatMap(take), discardedBytes: () => discarded }
}
