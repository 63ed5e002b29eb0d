import { EventEmitter } from 'node:events'
import type { FirmataOptions } from 'firmata-io'
import type { Board } from 'johnny-five'

/** Where johnny-five's bytes go. */
export interface FiveBoardOptions {
  firmata: FirmataOptions
  write(bytes: Uint8Array): void
  /** johnny-five or firmata-io failed over something the board said. */
  failed(): void
}

const quietly = (emitter: EventEmitter): void => {
  // Without a listener an `error` event is thrown; our own watch over what comes decides what to do about a board.
  emitter.on('error', () => undefined)
}

/**
 * Loads both packages and builds one johnny-five board over a transport of ours. One for all reconnects: both packages keep
 * every board they ever made, so a new one for each unplugging would fill the memory.
 */
export const fiveBoard = async ({ firmata, write, failed }: FiveBoardOptions) => {
  const [{ default: five }, { default: bindTransport }] = await Promise.all([
    import('johnny-five'),
    import('firmata-io'),
  ])
  const transport = Object.assign(new EventEmitter(), {
    write: (bytes: Uint8Array, done: () => void): void => {
      write(bytes)
      done()
    },
  })
  const io = new bindTransport.Firmata(transport, firmata)
  // It would ask once for the version; we ask whenever a line has opened.
  clearTimeout(io.reportVersionTimeoutId)
  const board: Board = new five.Board({ io, repl: false, debug: false, sigint: false })
  for (const emitter of [io, board]) quietly(emitter)
  const attempt = (act: () => void): void => {
    try {
      act()
    } catch {
      failed()
    }
  }
  const stopTimer = (): void => clearTimeout(board.timer ?? undefined)

  return {
    five,
    io,
    board,
    attempt,
    /** The line is there for the first time: johnny-five waits for it before it looks at any byte. */
    opened: (): void => {
      transport.emit('open')
      stopTimer()
    },
    /** One whole message of the board. */
    receive: (frame: Uint8Array): void =>
      attempt(() => {
        io.buffer.length = 0
        transport.emit('data', frame)
      }),
    close: (): void => {
      stopTimer()
      for (const emitter of [transport, io, board]) emitter.removeAllListeners()
      for (const emitter of [io, board]) quietly(emitter)
      const at = five.Board.cache.indexOf(board)
      if (at >= 0) five.Board.cache.splice(at, 1)
    },
  }
}
