import { join } from 'node:path'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { type ConsolePort, startConsole } from '../../firmware/console/console.ts'
import type { AuditNote, Gate } from '../../firmware/console/gate.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openPtyLink } from '../../hal/linux/pty-link.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { exampleTrain } from './console-context.ts'

/** Lets dana in, whose password is `right`, as a technician. */
const danasGate = (notes: AuditNote[]): Gate => ({
  logIn: async ({ ask, say }) => {
    const name = await ask('Name: ')
    const secret = await ask('Password: ', { isSecret: true })
    if (name === 'dana' && secret === 'right') return { name, role: 'technician' }
    say('no')
    return undefined
  },
  logOut: async () => undefined,
  note: async (note) => void notes.push(note),
  onChange: () => undefined,
  close: () => undefined,
})

/** The console of a train on which nothing else runs, on the machine's clock, behind a line of any kind. `notes` is its audit log. */
export const consoleOn = (link: SerialLink, baudRate: ConsolePort['baudRate'] = 115_200) => {
  const notes: AuditNote[] = []
  const clock = systemClock
  const console = startConsole({
    clock,
    bus: memoryBus(clock),
    config: exampleTrain(),
    ports: [{ name: 'cable', link, baudRate }],
    gateOf: () => danasGate(notes),
    release: '0.0.0',
  })
  return { notes, close: () => console.close() }
}

/** The same on a pseudo-terminal, with a link to it in a folder. */
export const consoleInFolder = async (folder: string) => {
  const path = join(folder, 'console')
  const link = await openPtyLink({ name: 'cable', link: path })
  return { path, link, ...consoleOn(link) }
}
