import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { fileCommands } from '../firmware/console/commands/files.ts'
import type { AuditNote } from '../firmware/console/gate.ts'
import { ConsoleSession } from '../firmware/console/session.ts'
import { ConsoleTerminal } from '../firmware/console/terminal.ts'
import { sleep } from '../hal/clock.ts'
import { systemClock } from '../hal/linux/clock.ts'
import { zmodemTransfers } from '../hal/linux/transfers/zmodem.ts'
import { consoleContext } from './fakes/console-context.ts'
import { noisyLine } from './fakes/noisy-line.ts'
import { spooledBytes } from './fakes/spooled-bytes.ts'

const temporary = mkdtempSync(join(tmpdir(), 'steppelink-cable-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const entry = (number: number) => ({
  number,
  uptimeS: number,
  source: 'links',
  severity: 'warning' as const,
  subject: 'lte',
  text: `told ${number} \u0000 and nothing else`,
  reasons: [],
})

const until = async (isTrue: () => boolean): Promise<boolean> => {
  for (let tries = 0; tries < 1_200 && !isTrue(); tries++) await sleep(systemClock, 50)
  return isTrue()
}

/** A session over a cable with somebody at its far end, logged in. */
const atCable = async (logLines: number) => {
  const cable = await noisyLine()
  const [spool, far] = [mkdtempSync(join(temporary, 'spool-')), mkdtempSync(join(temporary, 'far-'))]
  const set = consoleContext()
  const all = Array.from({ length: logLines }, (_, index) => entry(index + 1))
  set.answer('log.show', ({ count, before = logLines + 1 }) => ({
    ok: true,
    reply: { entries: all.filter(({ number }) => number < before).slice(-count) },
  }))
  const taken: string[] = []
  set.answer('configuration.edit', (edit) => {
    if (edit.do === 'take') taken.push(edit.text)
    return { ok: true, reply: { isChanged: true, mistakes: [], diff: '+x\n' } }
  })
  const notes: AuditNote[] = []
  let logins = 0
  const terminal = new ConsoleTerminal(cable.line)
  const session = new ConsoleSession({
    clock: systemClock,
    bus: set.bus,
    config: set.context.config,
    table: fileCommands,
    terminal,
    transfers: await zmodemTransfers(spool),
    greeting: 'Steppelink',
    idleLockMs: 120_000,
    gate: {
      logIn: async ({ ask }) => {
        const name = await ask('Name: ')
        // What a far end still sends of a transfer is no name.
        if (name !== 'dana') return undefined
        logins++
        return { name, role: 'engineer' }
      },
      logOut: async () => undefined,
      note: async (note) => void notes.push(note),
      onChange: () => undefined,
      close: () => undefined,
    },
  })
  cable.line.onData((bytes) => terminal.take(bytes))
  const running = session.run()
  const results = () => notes.flatMap((note) => (note.do === 'result' ? [note] : []))
  const logIn = async (): Promise<void> => {
    const before = logins
    await sleep(systemClock, 100)
    for (let tries = 0; tries < 30 && logins === before; tries++) {
      // Ctrl-U takes away what the far end left in the line.
      cable.type('\u0015dana\r')
      await sleep(systemClock, 1_000)
    }
    // The terminal is asked what it can, and does not answer.
    await sleep(systemClock, 1_000)
  }
  const close = async (): Promise<void> => {
    session.close()
    await running
    cable.close()
  }
  await logIn()
  return { cable, spool, far, session, taken, results, logIn, close }
}

test.serial('a log is fetched and a file with NULs is brought over one cable, and keys are keys again', async (t) => {
  const { cable, far, spool, taken, results, close } = await atCable(300)
  cable.type('send log\r')
  t.true(await until(() => readdirSync(spool).length === 1))
  cable.farEnd('rz', ['-q'], far)
  t.true(await until(() => results().length === 1))
  t.like(results()[0], { line: 'send log', isBad: false })
  const [name = ''] = readdirSync(far)
  t.regex(name, /^log-.*-[0-9a-f]{8}\.txt$/)
  t.true(readFileSync(join(far, name), 'utf8').includes('told 300'))

  const text = `# ${'\u0000'.repeat(50)}${'\u0003'.repeat(50)}\ntrain: {id: KTZ-2}\n`
  writeFileSync(join(far, 'train.yaml'), text)
  cable.type('receive configuration\r')
  t.true(await until(() => readdirSync(spool).length === 1))
  cable.farEnd('sz', ['-q', 'train.yaml'], far)
  t.true(await until(() => results().length === 2))
  t.deepEqual(taken, [text])
  t.deepEqual(readdirSync(spool), [])
  await close()
})

test.serial(
  'a hang-up in the middle leaves nothing of the transfer, and the next one begins at the login',
  async (t) => {
    const { cable, far, spool, session, results, logIn, close } = await atCable(6_000)
    cable.type('send log\r')
    t.true(await until(() => readdirSync(spool).length === 1))
    cable.farEnd('rz', ['-q'], far)
    const far0 = () => readdirSync(far)[0]
    t.true(await until(() => far0() !== undefined && readFileSync(join(far, far0() ?? '')).length > 20_000))
    session.lock('hang-up')
    t.true(await until(() => readdirSync(spool).length === 0))
    t.true(await until(() => !session.isLoggedIn()))
    await logIn()
    t.true(session.isLoggedIn())
    t.true(results().every(({ isBad }) => isBad))
    await close()
  },
)

test.serial(
  'a hang-up while a configuration comes takes none of it, and the same file is taken after the next login',
  async (t) => {
    const { cable, far, spool, session, taken, results, logIn, close } = await atCable(1)
    const text = `# ${'of the workshop '.repeat(1_600)}\ntrain: {id: KTZ-2}\n`
    writeFileSync(join(far, 'train.yaml'), text)
    cable.type('receive configuration\r')
    t.true(await until(() => readdirSync(spool).length === 1))
    const first = cable.farEnd('sz', ['-q', 'train.yaml'], far)
    t.true(await until(() => spooledBytes(spool) > 6_000))
    session.lock('hang-up')
    t.true(await until(() => readdirSync(spool).length === 0))
    t.true(await until(() => !session.isLoggedIn()))
    t.deepEqual(taken, [])
    t.true(results().every(({ isBad }) => isBad))
    const stopped = once(first, 'exit')
    first.kill('SIGTERM')
    await stopped

    await logIn()
    cable.type('receive configuration\r')
    t.true(await until(() => readdirSync(spool).length === 1))
    cable.farEnd('sz', ['-q', 'train.yaml'], far)
    t.true(await until(() => taken.length > 0))
    t.deepEqual(taken, [text])
    t.deepEqual(readdirSync(spool), [])
    await close()
  },
)
