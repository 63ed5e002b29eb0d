import { randomBytes } from 'node:crypto'
import test from 'ava'
import { failedAppendLog, memoryAppendLog } from '../../../hal/append-log.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import { OWN, setUp, TRAIN, terms, withEngineer } from '../../../test/fakes/access-rig.ts'
import { startAccess } from '../access.ts'

test('how a commit ended is noted even where the session that asked is gone, and once over a restart', async (t) => {
  const storage = memoryStorage()
  const { bus, clock, service, log } = await withEngineer({ storage })
  const noted = async (from: typeof bus): Promise<string[]> => {
    const shown = await from.request('access.show', { count: 200 })
    return shown.ok ? shown.reply.lines.filter((line) => line.includes(' configuration: ')) : []
  }
  bus.publish('configuration.event', {
    atMs: clock.nowMs(),
    severity: 'info',
    subject: 'configuration',
    text: 'daulet put version 7 in force',
    reasons: ['starts again: access, console'],
    code: 'configuration-placed',
  })
  await clock.runFor(1_000)
  t.regex((await noted(bus)).join('\n'), /daulet put version 7 in force; starts again: access, console$/)
  await service.close()
  const again = { trainId: TRAIN, depotKeys: {}, secretBytes: randomBytes, terms }
  const after = await startAccess({ clock, bus, storage, log, ...again })
  await clock.runFor(1_000)
  t.is((await noted(bus)).length, 1)
  await after.close()
})

test('where nothing can be noted, people may look and nothing is changed', async (t) => {
  const cause = new TerminalError({
    code: 'storage-failed',
    device: 'log',
    retry: 'never',
    message: 'the disk is full',
  })
  const storage = memoryStorage()
  const { service } = await withEngineer({ storage })
  await service.close()
  const again = await setUp({ storage, log: failedAppendLog(cause) })
  const admitted = await again.into('daulet', OWN)
  t.like(admitted, { isUnnoted: true, now: 'viewer' })
  const { session } = admitted
  t.regex(String(await again.reply('access.control', { session })), /may only look/)
  t.regex(String(await again.reply('access.note', { session, note: { do: 'command', line: 'x' } })), /cannot be noted/)
  await again.service.close()
})

test('the chain of the log holds over restarts, and its head is signed by a key that stays', async (t) => {
  const storage = memoryStorage()
  const log = memoryAppendLog()
  const { reply, service, session } = await withEngineer({ storage, log })
  await reply('access.note', { session, note: { do: 'command', line: 'show\x1b[2Jlinks' } })
  const before = await reply('access.head', {})
  await service.close()
  const again = await setUp({ storage, log })
  const verified = await again.reply('access.verify', {})
  t.like(verified, { breaks: 0, first: 1 })
  const after = await again.reply('access.head', {})
  if (typeof before === 'string' || typeof after === 'string') return t.fail()
  t.is(after.publicKey, before.publicKey)
  t.is(after.seq, before.seq + 1)
  t.false((await again.lines()).some((line) => line.includes('\x1b')))
  await again.service.close()
})
