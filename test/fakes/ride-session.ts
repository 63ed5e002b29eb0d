import { Buffer } from 'node:buffer'
import type { Gate } from '../../firmware/console/gate.ts'
import { ConsoleSession } from '../../firmware/console/session.ts'
import { commands } from '../../firmware/console/table.ts'
import { ConsoleTerminal } from '../../firmware/console/terminal.ts'
import type { RideOptions } from '../../firmware/main/ride/ride-plan.ts'
import { consoleRide } from './console-ride.ts'

/** Lets dana in, an engineer, whatever they type. */
const openGate: Gate = {
  logIn: async () => ({ name: 'dana', role: 'engineer' }),
  logOut: async () => undefined,
  onChange: () => undefined,
  close: () => undefined,
  note: async () => undefined,
}

/** The console of the twin's train in one process, with dana logged in as an engineer after so many seconds of the ride. */
export const rideSession = async (options: Partial<RideOptions>, afterS: number, { idleLockS = 3_600 } = {}) => {
  const ride = await consoleRide(options, afterS)
  const { clock } = ride
  const { bus, config } = ride.context
  let written = ''
  const terminal = new ConsoleTerminal({
    write: async (bytes) => {
      written += Buffer.from(bytes).toString()
    },
  })
  const parts = { gate: openGate, table: commands, terminal, greeting: 'Steppelink', idleLockMs: idleLockS * 1_000 }
  const session = new ConsoleSession({ bus, clock, config, ...parts })
  const running = session.run()
  await clock.runFor(2_000)
  /** Types keys, lets the ride go on for so many seconds, and gives what was written meanwhile. */
  const type = async (keys: string, forS: number): Promise<string> => {
    const from = written.length
    terminal.take(Buffer.from(keys))
    await clock.runFor(forS * 1_000)
    return written.slice(from)
  }
  const close = async (): Promise<void> => {
    session.close()
    await ride.close()
    await running
  }
  return { ...ride, type, close }
}
