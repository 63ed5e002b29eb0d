/** The part of johnny-five 2.1 that is used here; it brings no types of its own. */
declare module 'johnny-five' {
  import type { EventEmitter } from 'node:events'

  export interface BoardOptions {
    io: EventEmitter
    repl: boolean
    debug: boolean
    sigint: boolean
  }
  export class Board extends EventEmitter {
    static readonly cache: Board[]
    constructor(options: BoardOptions)
    /** Runs from connect to ready, 10 s, and then emits `error`. */
    readonly timer: NodeJS.Timeout | null
    pinMode(pin: number, mode: number): void
    /** Asks for reports of the pin's port, and adds a listener for the pin. */
    digitalRead(pin: number, listener: (value: 0 | 1) => void): void
  }
  export class Accelerometer extends EventEmitter {
    constructor(options: { controller: 'ADXL345' | 'MPU6050'; board: Board; address: number; range?: 2 | 4 | 8 | 16 })
  }
  const five: { readonly Board: typeof Board; readonly Accelerometer: typeof Accelerometer }
  // biome-ignore lint/style/noDefaultExport: the package is CommonJS, and this is how it is imported.
  export default five
}
