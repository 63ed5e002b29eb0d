import type { Wire } from '../device.ts'
import { DishMount, type DishOptions, type VirtualDish } from './dish-mount.ts'
import { rotctldEar } from './rotctld-ear.ts'

const LATENCY_MS = { min: 2, max: 15 }

/** A mount behind Hamlib's rotator protocol, as `rotctld` in front of it would speak: for benches, never for a train. */
export const virtualRotctldDish = (options: DishOptions): VirtualDish => {
  const { random, name } = options
  const mount = new DishMount(options)
  const delays = random.fork(`${name} answers`)
  let wire: Wire | undefined
  const ear = rotctldEar(mount, (text) => {
    const holdMs = LATENCY_MS.min + (LATENCY_MS.max - LATENCY_MS.min) * delays.next()
    wire?.send(Buffer.from(text, 'latin1'), holdMs)
  })

  return {
    name,
    mount,
    serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
    start: (to) => {
      wire = to
      mount.advance()
    },
    receive: (bytes) => ear.hear(bytes),
    stop: () => {
      ear.forget()
      wire = undefined
      mount.powerOff()
    },
  }
}
