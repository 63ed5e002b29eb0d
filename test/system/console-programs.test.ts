import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { consoleInFolder } from '../fakes/console-host.ts'
import { Desk, leavesNothing } from './command.ts'

const script = join(import.meta.dirname, 'technician.exp')

/** Terminal programs that are not ours, each with the keys that end it, as Tcl writes them. */
const programs: Readonly<Record<string, { args: (path: string) => string[]; leaving: string }>> = {
  picocom: { args: (path) => ['--quiet', '--baud', '115200', path], leaving: String.raw`\001\030` },
  tio: { args: (path) => ['--baudrate', '115200', path], leaving: String.raw`\024q` },
  minicom: { args: (path) => ['-o', '-b', '115200', '-D', path], leaving: String.raw`\001x\r` },
  screen: { args: (path) => [path, '115200'], leaving: String.raw`\001ky` },
}

for (const [program, { args, leaving }] of Object.entries(programs))
  test(`a technician works with ${program}, and the session ends with it`, async (t) => {
    const desk = new Desk(t)
    const console = await consoleInFolder(desk.folder)
    t.teardown(() => console.close())
    const screens = desk.path('screens')
    mkdirSync(screens, { mode: 0o700 })
    const environment = ['TERM=xterm', 'LC_ALL=C.UTF-8', `HOME=${desk.folder}`, `SCREENDIR=${screens}`]
    const technician = ['expect', '-f', script, leaving, program, ...args(console.path)]
    const { status, stdout, stderr } = await desk.startProgram('env', ...environment, ...technician).ended
    t.is(status, 0, `${stderr}\n${stdout}`)
    await desk.has(() => console.notes.some((note) => note.do === 'lock' && note.why === 'hang-up'))
    leavesNothing(t, desk)
  })
