import test from 'ava'
import type { Clock } from '../../hal/clock.ts'
import type { Random } from '../../hal/random.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { VirtualDevice } from '../../hardware/twin/device.ts'
import { deviceOnMemoryLink, type MemoryLinkOptions } from './memory-link.ts'

/** What the sessions of every class of device share. */
interface Session<Report> {
  onReport(handler: (report: Report) => void): void
}

/** A driver as its index lists it. */
interface Named {
  name: string
  serial: object
}

/** A virtual device whose lines a test reads, and a driver's session on its line. */
export interface LineSessionOptions<S> extends Partial<MemoryLinkOptions> {
  device: VirtualDevice
  clock: Clock
  random: Random
  open(on: { link: SerialLink; clock: Clock }): S
}

/** Opens a session on a line in memory: what it reports, and in `heard` the lines that the device was sent. */
export const lineSession = <Report, S extends Session<Report>>({ open, ...line }: LineSessionOptions<S>) => {
  const { device, clock } = line
  const heard: string[] = []
  const receive = device.receive.bind(device)
  device.receive = (bytes) => {
    heard.push(...Buffer.from(bytes).toString('latin1').trim().split('\n'))
    receive(bytes)
  }
  const memory = deviceOnMemoryLink(line)
  const session = open({ link: memory.link, clock })
  const reports: Report[] = []
  session.onReport((report) => reports.push(report))
  return { session, memory, reports, heard, powerCycle: () => memory.powerCycle(), last: () => reports.at(-1) }
}

/** What a suite says first of each driver: who it is, and how its line is set. */
export const isInItsIndex = <D extends Named>(
  drivers: Readonly<Record<string, D>>,
  descriptor: D,
  deviceOf: (descriptor: D) => VirtualDevice,
): void => {
  const { name, serial } = descriptor
  test(`${name}: its virtual device speaks at the descriptor's serial settings`, (t) => {
    t.deepEqual<object, object>(deviceOf(descriptor).serial, serial)
  })

  test(`${name}: the index knows it by its own name`, (t) => {
    t.is(drivers[name], descriptor)
  })
}
