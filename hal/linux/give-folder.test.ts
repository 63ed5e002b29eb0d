import { chownSync, linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { TerminalError } from '../terminal-error.ts'
import { giveFolder } from './give-folder.ts'

const THEM = { uid: 4_321, gid: 4_322 }

const temporaryFolder = (t: ExecutionContext): string => {
  t.is(process.getuid?.(), 0, 'only root gives folders away: run this test as root')
  const folder = mkdtempSync(join(tmpdir(), 'steppelink-give-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const ownerOf = (path: string): number => lstatSync(path).uid

test('a folder that is missing is made and given, and one that is given already stays as it is', async (t) => {
  const path = join(temporaryFolder(t), 'access')
  await giveFolder(path, THEM, 0o700)
  writeFileSync(join(path, 'of-root'), '')
  await giveFolder(path, THEM, 0o700)
  const { uid, gid, mode } = lstatSync(path)
  t.deepEqual([uid, gid, mode & 0o7777], [THEM.uid, THEM.gid, 0o700])
  t.is(ownerOf(join(path, 'of-root')), 0)
})

test('what root kept in it changes hands too, but nothing that a link or another name leads to', async (t) => {
  const folder = temporaryFolder(t)
  const path = join(folder, 'access')
  const elsewhere = join(folder, 'elsewhere')
  mkdirSync(join(path, 'audit'), { recursive: true })
  writeFileSync(join(path, 'audit', 'audit-000001.log'), '')
  writeFileSync(elsewhere, 'precious')
  symlinkSync(elsewhere, join(path, 'link'))
  linkSync(elsewhere, join(path, 'name'))
  await giveFolder(path, THEM, 0o700)
  t.is(ownerOf(join(path, 'audit', 'audit-000001.log')), THEM.uid)
  t.is(ownerOf(elsewhere), 0)
})

test('a folder of somebody else is refused, as is what is no folder', async (t) => {
  const folder = temporaryFolder(t)
  const theirs = join(folder, 'theirs')
  mkdirSync(theirs)
  chownSync(theirs, 5_000, 5_000)
  const refused = { instanceOf: TerminalError, message: /belongs to user 5000: chown --recursive 4321:4322/ }
  await t.throwsAsync(giveFolder(theirs, THEM, 0o700), refused)
  const link = join(folder, 'link')
  symlinkSync(theirs, link)
  await t.throwsAsync(giveFolder(link, THEM, 0o700), { instanceOf: TerminalError, message: /is not a folder/ })
  await giveFolder(theirs, { uid: 0, gid: 0 }, 0o700)
  t.is(ownerOf(theirs), 0)
})
