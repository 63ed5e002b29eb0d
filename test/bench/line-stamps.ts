import type { Clock } from '../../hal/clock.ts'
import type { Port } from '../../hal/port.ts'
import type { Tap } from './twin-rig.ts'

/** Ten bits a byte at 115200 baud, which a pseudo-terminal does not wait for. */
const MS_PER_BYTE = 10_000 / 115_200
/** Far more than one sentence or frame: a tap keeps no more. */
const MAX_REST = 512

const POSITION_SENTENCE = /\$G[A-Z]GGA,(\d{6}\.\d+),[^\r\n]*\r\n/
const AIM_FRAME = /\{AM [^{}]*\}[ -~]/

/** Calls with the first group (or all) of each match in a stream of text, whatever pieces it comes in. */
export const matcher = (pattern: RegExp, onMatch: (text: string) => void): ((bytes: Uint8Array) => void) => {
  let rest = ''
  return (bytes) => {
    rest += Buffer.from(bytes).toString('latin1')
    for (let found = pattern.exec(rest); found; found = pattern.exec(rest)) {
      rest = rest.slice(found.index + found[0].length)
      onMatch(found[1] ?? found[0])
    }
    rest = rest.slice(-MAX_REST)
  }
}

/** Milliseconds since midnight of an NMEA time field, hhmmss.ss. */
export const timeOfDayMs = (field: string): number => {
  const seconds = Number(field.slice(0, 2)) * 3600 + Number(field.slice(2, 4)) * 60 + Number(field.slice(4))
  return Math.round(seconds * 1000)
}

/** Tells when the last byte of an epoch's position sentence was written to the receiver's line. */
export const epochTap = (clock: Clock, onEpoch: (timeOfDayMs: number, atMs: number) => void): Tap => {
  const look = matcher(POSITION_SENTENCE, (time) => onEpoch(timeOfDayMs(time), clock.nowMs()))
  return (port: Port): Port => ({
    write: (bytes, done) => {
      port.write(bytes, done)
      look(bytes)
    },
    onData: (handler) => port.onData(handler),
    onClose: (handler) => port.onClose(handler),
    close: () => port.close(),
  })
}

/** Tells when each aim frame began to arrive at the array's line, and when a real line would have brought its last byte. */
export const aimTap = (clock: Clock, onAim: (firstByteAtMs: number, lastByteAtMs: number) => void): Tap => {
  let nowMs = 0
  const look = matcher(AIM_FRAME, (frame) => onAim(nowMs, nowMs + frame.length * MS_PER_BYTE))
  return (port: Port): Port => ({
    write: (bytes, done) => port.write(bytes, done),
    onData: (handler) =>
      port.onData((bytes) => {
        nowMs = clock.nowMs()
        look(bytes)
        handler(bytes)
      }),
    onClose: (handler) => port.onClose(handler),
    close: () => port.close(),
  })
}
