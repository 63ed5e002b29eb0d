import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { readPlainFile } from './plain-file.ts'
import { readPrivateFile } from './tunnels/key-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'steppelink-plain-'))
test.after.always(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

test('a plain file is read whole up to its limit, and refused one byte beyond', async (t) => {
  const read = await readPlainFile(fileOf('fits', 'x'.repeat(100)), 100)
  t.is(read instanceof Uint8Array && read.length, 100)
  t.deepEqual(await readPlainFile(fileOf('large', 'x'.repeat(101)), 100), { why: 'has more than 100 bytes' })
})

test('a FIFO that nobody writes into, a device without an end and a folder are refused at once', async (t) => {
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', ['-m', '600', fifo])
  for (const path of [fifo, '/dev/zero', folder])
    t.deepEqual(await readPlainFile(path, 100), { why: 'is no plain file' }, path)
  await t.throwsAsync(readPrivateFile(fifo), { message: /is no plain file/ })
})

test('a file that is not there is told with its cause', async (t) => {
  t.like(await readPlainFile(join(folder, 'none'), 100), { why: 'cannot be read', cause: { code: 'ENOENT' } })
})
