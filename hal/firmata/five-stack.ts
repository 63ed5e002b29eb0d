import type { MotionPart } from '../motion-sensor.ts'
import { fiveBoard } from './five-board.ts'
import { motionParts } from './motion-parts.ts'

const CAPABILITY_QUERY = 0x6b
const ANALOG_MAPPING_QUERY = 0x69
/** Setting up two parts takes eleven writes. */
const MAX_RECORDED = 64

/** Where johnny-five's bytes go and its readings come from. */
export interface FiveStackOptions {
  parts: readonly MotionPart[]
  /** 10 or more. */
  samplingIntervalMs: number
  send(bytes: Uint8Array): void
  /** The raw registers of one reading. */
  reading(part: MotionPart, bytes: readonly number[]): void
  /** johnny-five or firmata-io failed over something the board said. */
  failed(): void
}

/** johnny-five and firmata-io over a transport of ours, for as long as the sensor is open, whatever the line does. */
export interface FiveStack {
  /** The line is there for the first time: johnny-five waits for it before it looks at any byte. */
  opened(): void
  /** One whole message of the board. */
  receive(frame: Uint8Array): void
  /** Says to a board that has started again everything that was said to set it up. */
  repeatSetup(): void
  close(): void
}

const isQuery = (bytes: Uint8Array): boolean => bytes[1] === CAPABILITY_QUERY || bytes[1] === ANALOG_MAPPING_QUERY

/** One board for all reconnects: what was written to set it up is repeated when it has started again. */
export const fiveStack = async (options: FiveStackOptions): Promise<FiveStack> => {
  const { parts, samplingIntervalMs, send, reading, failed } = options
  const recorded: Uint8Array[] = []
  const { five, io, board, attempt, opened, receive, close } = await fiveBoard({
    firmata: { samplingInterval: samplingIntervalMs },
    write: (bytes) => {
      if (recorded.length < MAX_RECORDED) recorded.push(bytes)
      send(bytes)
    },
    failed,
  })
  for (const part of parts) {
    const { address, register } = motionParts[part]
    io.on(`I2C-reply-${address}-${register}`, (bytes: readonly number[]) => reading(part, bytes))
  }
  board.once('ready', () =>
    attempt(() => {
      for (const part of parts) motionParts[part].setUp(five.Accelerometer, board)
    }),
  )
  return {
    opened,
    receive,
    repeatSetup: () => {
      for (const bytes of recorded) if (!io.isReady || !isQuery(bytes)) send(bytes)
    },
    close,
  }
}
