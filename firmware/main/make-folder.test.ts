import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { UsageError } from '../usage-error.ts'
import { makeFolder } from './make-folder.ts'

const emptyFolder = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-folder-'))
  t.teardown(() => rm(folder, { recursive: true }))
  return folder
}

test('a folder is made with those above it, in its mode; one that is there is left as it is', async (t) => {
  const folder = await emptyFolder(t)
  await makeFolder(join(folder, 'a', 'b'), 0o700)
  t.is((await stat(join(folder, 'a', 'b'))).mode & 0o777, 0o700)
  await mkdir(join(folder, 'there'), { mode: 0o750 })
  await makeFolder(join(folder, 'there'), 0o700)
  t.is((await stat(join(folder, 'there'))).mode & 0o777, 0o750)
})

test('a file in the way is told in one line that names the path', async (t) => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'file'), '')
  for (const path of [join(folder, 'file'), join(folder, 'file', 'below')]) {
    const error = await t.throwsAsync(makeFolder(path), { instanceOf: UsageError })
    t.true(error?.message.startsWith(`${path}: cannot be made a folder`))
  }
})

test('a file system that makes no folders refuses at once', async (t) => {
  await t.throwsAsync(makeFolder('/proc/x/y'), { instanceOf: UsageError, message: /^\/proc\/x\/y: .*ENOENT/ })
})
