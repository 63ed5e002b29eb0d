import { openPty } from '../../../hal/linux/pty.ts'
import { openSerialPort } from '../../../hal/linux/serial-port.ts'

/** Both ends of the line agree on these; a pseudo-terminal does not pace by them. */
const SETTINGS = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 } as const
/** The network has dropped the modem, or it searches for one (3GPP TS 27.007 §10.1.22). */
const LOST = /\+CEREG: [02]\r/

/** Sits in the line between a modem and the firmware; what the modem says goes on at once. */
export interface ModemTap {
  /** Before the modem's next report that it has lost its network goes on, `before` is done; resolves with the instant at which it went. */
  nextLoss(before: () => Promise<void>): Promise<number>
  close(): void
}

interface TapOptions {
  /** Where the modem is served. */
  modem: string
  /** Where the firmware finds it. */
  firmware: string
  nowMs: () => number
}

/** Opens the modem's line and serves it again. */
export const tapModem = async ({ modem, firmware, nowMs }: TapOptions): Promise<ModemTap> => {
  const line = await openSerialPort(modem, SETTINGS, 'lte')()
  const { port, hangup } = await openPty({ link: firmware })
  let waiting: { before: () => Promise<void>; gone: (atMs: number) => void } | undefined
  let passed: Promise<void> = Promise.resolve()
  let tail = ''
  const write = (bytes: Uint8Array): void => port.write(bytes, () => {})
  const pass = async (bytes: Uint8Array): Promise<void> => {
    tail = (tail + Buffer.from(bytes).toString('latin1')).slice(-200)
    if (!waiting || !LOST.test(tail)) {
      write(bytes)
      return
    }
    const { before, gone } = waiting
    waiting = undefined
    await before()
    gone(nowMs())
    write(bytes)
  }
  line.onData((bytes) => {
    const copy = bytes.slice()
    passed = passed.then(() => pass(copy)).catch(() => {})
  })
  port.onData((bytes) => line.write(bytes.slice(), () => {}))
  return {
    nextLoss: (before) =>
      new Promise((resolve) => {
        tail = ''
        waiting = { before, gone: resolve }
      }),
    close: () => {
      line.close()
      hangup()
    },
  }
}
