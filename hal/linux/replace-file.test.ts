import { chmod, chown, mkdir, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { replaceFile } from './replace-file.ts'

test('a file is replaced whole, in a folder that is made for it, and nothing is left beside it', async (t) => {
  const folder = join(await mkdtemp(join(tmpdir(), 'replace-')), 'deep', 'er')
  const path = join(folder, 'elements.tle')
  await replaceFile(path, 'old')
  // What a cut before the rename left is no hindrance.
  await writeFile(`${path}.new`, 'half of somethi')
  await replaceFile(path, 'new')
  t.is(await readFile(path, 'utf8'), 'new')
  t.deepEqual(await readdir(folder), ['elements.tle'])
})

test('where it cannot be written it rejects, the old one stays, and nothing is left beside it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'replace-'))
  const path = join(folder, 'file')
  await replaceFile(path, 'old')
  await t.throwsAsync(replaceFile(join(path, 'below'), 'new'))
  t.is(await readFile(path, 'utf8'), 'old')
  const taken = join(folder, 'taken')
  await mkdir(taken)
  await t.throwsAsync(replaceFile(taken, 'new'))
  t.deepEqual((await readdir(folder)).toSorted(), ['file', 'taken'])
})

test('who may read the old file may read the new one, and nobody else', async (t) => {
  const path = join(await mkdtemp(join(tmpdir(), 'replace-')), 'train.yaml')
  await writeFile(path, 'old')
  await chmod(path, 0o640)
  const gid = process.getuid?.() === 0 ? 4_321 : (process.getgid?.() ?? 0)
  await chown(path, process.getuid?.() ?? 0, gid)
  await replaceFile(path, 'new')
  const found = await stat(path)
  t.is(await readFile(path, 'utf8'), 'new')
  t.deepEqual([found.mode & 0o777, found.gid], [0o640, gid])
})
