/** The part of firmata-io 2.3 that is used here; it brings no types of its own. */
declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events'

  export interface FirmataTransport extends EventEmitter {
    write(bytes: Uint8Array, done: () => void): void
  }
  export interface FirmataOptions {
    /** How often the board samples, ms, 10 or more; sent once the firmware reported. */
    samplingInterval?: number
    reportVersionTimeout?: number
  }
  export class Firmata extends EventEmitter {
    constructor(transport: FirmataTransport, options: FirmataOptions)
    readonly isReady: boolean
    /** What came and is no whole message yet. */
    readonly buffer: number[]
    readonly reportVersionTimeoutId: NodeJS.Timeout
  }
  const bindTransport: { readonly Firmata: typeof Firmata }
  // biome-ignore lint/style/noDefaultExport: the package is CommonJS, and this is how it is imported.
  export default bindTransport
}
