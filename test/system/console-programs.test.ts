import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { consoleInFolder } from '../fakes/console-host.ts'
import { Desk, leavesNothing } from './command.ts'

const script = join(import.meta.dirname, 'technician.exp')

/**
 * PuTTY without its window: the same code at the serial line. At a terminal `plink` keeps a line of it back until Enter; from a pipe it sends
 * each key at once, as the window does. Its own opening of the terminal keeps `cat` apart from what `plink` sets on the one it was given: it must wait.
 */
const PLINK = 'stty raw -echo && cat </dev/tty | plink -no-sanitise-stdout -serial "$0" -sercfg 115200,8,n,1,N'

interface Program {
  command: (path: string) => string[]
  leaving: string
}

/** Terminal programs that are not ours, each with the keys that end it, as Tcl writes them; without any its window is closed. */
const programs: Readonly<Record<string, Program>> = {
  picocom: { command: (path) => ['picocom', '--quiet', '--baud', '115200', path], leaving: String.raw`\001\030` },
  tio: { command: (path) => ['tio', '--baudrate', '115200', path], leaving: String.raw`\024q` },
  minicom: { command: (path) => ['minicom', '-o', '-b', '115200', '-D', path], leaving: String.raw`\001x\r` },
  screen: { command: (path) => ['screen', path, '115200'], leaving: String.raw`\001ky` },
  plink: { command: (path) => ['sh', '-c', PLINK, path], leaving: '' },
}

for (const [program, { command, leaving }] of Object.entries(programs))
  test(`a technician works with ${program}, and the session ends with it`, async (t) => {
    const desk = new Desk(t)
    const console = await consoleInFolder(desk.folder)
    t.teardown(() => console.close())
    const screens = desk.path('screens')
    mkdirSync(screens, { mode: 0o700 })
    const environment = ['TERM=xterm', 'LC_ALL=C.UTF-8', `HOME=${desk.folder}`, `SCREENDIR=${screens}`]
    const technician = ['expect', '-f', script, leaving, ...command(console.path)]
    const { status, stdout, stderr } = await desk.startProgram('env', ...environment, ...technician).ended
    t.is(status, 0, `${stderr}\n${stdout}`)
    await desk.has(() => console.notes.some((note) => note.do === 'lock' && note.why === 'hang-up'))
    leavesNothing(t, desk)
  })
