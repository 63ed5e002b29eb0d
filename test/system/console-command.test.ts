import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { consoleInFolder } from '../fakes/console-host.ts'
import { Desk, leavesNothing } from './command.ts'

const program = join(import.meta.dirname, '..', '..', 'firmware', 'main.ts')
const ordinary = process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--clear-groups'] : []

/** `console` with some variables of its own, as an ordinary user may run it. */
const consoleCommand = (desk: Desk, variables: readonly string[], ...args: string[]) =>
  desk.startProgram('env', ...variables, process.execPath, program, 'console', ...args)

test('without a ride, a port or a terminal program the console says which is missing', async (t) => {
  const desk = new Desk(t)
  const idle = await consoleCommand(desk, [`XDG_RUNTIME_DIR=${desk.folder}`]).ended
  t.like(idle, { status: 2, stdout: '' })
  t.regex(idle.stderr, /no ride is running here: begin one with npm start\n$/)
  const missing = await desk.run('console', '/dev/no-such-line')
  t.like(missing, { status: 2, stdout: '' })
  t.regex(missing.stderr, /\/dev\/no-such-line: there is no such port/)
  const line = await consoleInFolder(desk.folder)
  t.teardown(() => line.close())
  const bare = await consoleCommand(desk, ['PATH=/no-such-folder'], line.path).ended
  t.like(bare, { status: 2, stdout: '' })
  t.regex(
    bare.stderr,
    /no terminal program is installed \(picocom, tio, minicom, screen\); open \/dev\/pts\/\d+ at 115200/,
  )
  leavesNothing(t, desk)
})

test('a port that belongs to others is named, with what to do', async (t) => {
  const desk = new Desk(t)
  chmodSync(desk.folder, 0o755)
  const port = desk.path('ttyUSB0')
  writeFileSync(port, '', { mode: 0o000 })
  const [first = process.execPath, ...args] = [...ordinary, process.execPath, program, 'console', port]
  const denied = await desk.startProgram(first, ...args).ended
  t.is(denied.status, 2, denied.stderr)
  t.regex(denied.stderr, /ttyUSB0 may not be opened by this user; add the user to the group of the file/)
})

test('the console is opened with the first terminal program that is there', async (t) => {
  const desk = new Desk(t)
  const line = await consoleInFolder(desk.folder)
  t.teardown(() => line.close())
  const typing = desk.path('typing.exp')
  writeFileSync(
    typing,
    [
      'set timeout 60',
      `spawn -noecho env PATH=/usr/bin:/bin ${process.execPath} ${program} console ${line.path}`,
      'expect timeout { exit 1 } eof { exit 2 } -re {picocom on /dev/pts/[0-9]+; Ctrl-A Ctrl-X leaves it}',
      'expect timeout { exit 3 } eof { exit 4 } {Name: }',
      'send "\\001\\030"',
      'expect timeout { exit 5 } eof',
    ].join('\n'),
  )
  const { status, stdout } = await desk.startProgram('expect', '-f', typing).ended
  t.is(status, 0, stdout)
  leavesNothing(t, desk)
})
