import { SerialPort } from 'serialport'
import { until } from './desk-bench.ts'

/** A line's signals as serialport tells them. */
interface Signals {
  cts: boolean
  dsr: boolean
  dcd: boolean
}

interface Binding {
  open(options: object): Promise<object>
}

/** Lines that are opened while it stands have a carrier signal (DCD), as a UART has and a pseudo-terminal has not. `end` takes it away again. */
export const carrierSignal = () => {
  const binding = SerialPort.binding as Binding
  const { open } = binding
  let seen: boolean | Error = false
  let asked = 0
  const get = async (): Promise<Signals> => {
    asked++
    if (seen instanceof Error) throw seen
    return { cts: false, dsr: false, dcd: seen }
  }
  binding.open = async (options) => Object.assign(await open.call(binding, options), { get })
  return {
    /** What is seen from now on; resolves when it has been. */
    become: async (next: boolean | Error): Promise<void> => {
      seen = next
      const before = asked
      await until(() => asked > before)
    },
    end: (): void => {
      binding.open = open
    },
  }
}
