import { EventEmitter } from 'node:events'
import type { Board } from 'johnny-five'
import type { MotionPart } from '../motion-sensor.ts'
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

const quietly = (emitter: EventEmitter): void => {
  // Without a listener an `error` event is thrown; our own watch over the samples decides what to do about a board.
  emitter.on('error', () => undefined)
}

/**
 * Loads both packages and builds one board on them. One for all reconnects: both keep every board they ever made,
 * so a new one for each unplugging would fill the memory; instead what was written to set the board up is repeated.
 */
export const fiveStack = async (options: FiveStackOptions): Promise<FiveStack> => {
  const { parts, samplingIntervalMs, send, reading, failed } = options
  const [{ default: five }, { default: firmata }] = await Promise.all([import('johnny-five'), import('firmata-io')])
  const recorded: Uint8Array[] = []
  const transport = Object.assign(new EventEmitter(), {
    write: (bytes: Uint8Array, done: () => void): void => {
      if (recorded.length < MAX_RECORDED) recorded.push(bytes)
      send(bytes)
      done()
    },
  })
  const attempt = (act: () => void): void => {
    try {
      act()
    } catch {
      failed()
    }
  }

  const io = new firmata.Firmata(transport, { samplingInterval: samplingIntervalMs })
  // It would ask once for the version; we ask whenever a line has opened.
  clearTimeout(io.reportVersionTimeoutId)
  const board: Board = new five.Board({ io, repl: false, debug: false, sigint: false })
  for (const emitter of [io, board]) quietly(emitter)
  for (const part of parts) {
    const { address, register } = motionParts[part]
    io.on(`I2C-reply-${address}-${register}`, (bytes: readonly number[]) => reading(part, bytes))
  }
  board.once('ready', () =>
    attempt(() => {
      for (const part of parts) motionParts[part].setUp(five.Accelerometer, board)
    }),
  )
  const stopTimer = (): void => clearTimeout(board.timer ?? undefined)

  return {
    opened: () => {
      transport.emit('open')
      stopTimer()
    },
    receive: (frame) =>
      attempt(() => {
        io.buffer.length = 0
        transport.emit('data', frame)
      }),
    repeatSetup: () => {
      for (const bytes of recorded) if (!io.isReady || !isQuery(bytes)) send(bytes)
    },
    close: () => {
      stopTimer()
      for (const emitter of [transport, io, board]) emitter.removeAllListeners()
      for (const emitter of [io, board]) quietly(emitter)
      five.Board.cache.splice(five.Board.cache.indexOf(board), 1)
    },
  }
}
