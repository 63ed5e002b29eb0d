import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openStorage } from './storage.ts'
import { packSlot, unpackSlot } from './storage-slot.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes)

const temporaryFolder = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-storage-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'state')
}

test('what was written is found by the next process, in a folder for this user alone', async (t) => {
  const folder = await temporaryFolder(t)
  const storage = await openStorage(folder)
  t.is(await storage.read('heading'), undefined)
  await storage.write('heading', bytesOf('one'))
  await storage.write('heading', bytesOf('two'))
  await storage.write('time', bytesOf('now'))
  const again = await openStorage(folder)
  t.is(textOf(await again.read('heading')), 'two')
  t.is(textOf(await again.read('time')), 'now')
  t.deepEqual(await again.records(), ['heading', 'time'])
  t.is((await stat(folder)).mode & 0o777, 0o700)
  t.is((await stat(join(folder, 'time.0'))).mode & 0o777, 0o600)
})

test('a folder that others could enter is closed to them; its group may still pass through, which root gives to users of services', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(folder)
  await chmod(folder, 0o777)
  await openStorage(folder)
  t.is((await stat(folder)).mode & 0o777, 0o700)
  await chmod(folder, 0o710)
  await openStorage(folder)
  t.is((await stat(folder)).mode & 0o777, 0o710)
})

test('a write cut after any byte leaves the one before it', async (t) => {
  const folder = await temporaryFolder(t)
  const storage = await openStorage(folder)
  for (const text of ['first', 'second', 'a third, longer']) await storage.write('journey', bytesOf(text))
  const [older, newer] = [await readFile(join(folder, 'journey.1')), await readFile(join(folder, 'journey.0'))]
  t.is(textOf(unpackSlot(newer)?.payload), 'a third, longer')
  for (let length = 0; length < newer.length; length++) {
    await writeFile(join(folder, 'journey.0'), newer.subarray(0, length))
    t.is(textOf(await (await openStorage(folder)).read('journey')), 'second', `cut after ${length} bytes`)
    // Blocks of one file may land in any order: the old tail behind the new head.
    await writeFile(join(folder, 'journey.0'), Buffer.concat([newer.subarray(0, length), older.subarray(length)]))
    t.is(textOf(await (await openStorage(folder)).read('journey')), 'second', `old bytes after ${length}`)
  }
})

test('a damaged byte anywhere gives the record before, and damage to both gives none', async (t) => {
  const folder = await temporaryFolder(t)
  const storage = await openStorage(folder)
  for (const text of ['first', 'second']) await storage.write('track', bytesOf(text))
  const newer = await readFile(join(folder, 'track.1'))
  for (let at = 0; at < newer.length; at++) {
    const damaged = Buffer.from(newer)
    damaged[at] = (damaged[at] ?? 0) ^ 0x40
    await writeFile(join(folder, 'track.1'), damaged)
    t.is(textOf(await storage.read('track')), 'first', `byte ${at}`)
  }
  await writeFile(join(folder, 'track.0'), 'garbage')
  t.is(await storage.read('track'), undefined)
  t.deepEqual([await storage.has('track'), await storage.has('heading')], [true, false], 'damaged is not absent')
  await storage.write('track', bytesOf('third'))
  t.is(textOf(await storage.read('track')), 'third')
})

test('a write after a cut one goes where the cut one was', async (t) => {
  const folder = await temporaryFolder(t)
  const storage = await openStorage(folder)
  for (const text of ['first', 'second']) await storage.write('rate', bytesOf(text))
  const cut = packSlot({ sequence: 3n, payload: bytesOf('third') }).subarray(0, 22)
  await writeFile(join(folder, 'rate.0'), cut)
  await (await openStorage(folder)).write('rate', bytesOf('fourth'))
  t.is(textOf(unpackSlot(await readFile(join(folder, 'rate.1')))?.payload), 'second')
  t.is(textOf(await storage.read('rate')), 'fourth')
})

test('of many writes at once the last one stays, and none is written for each that was overtaken', async (t) => {
  const folder = await temporaryFolder(t)
  const storage = await openStorage(folder)
  await Promise.all(Array.from({ length: 50 }, (_, index) => storage.write('busy', bytesOf(String(index)))))
  t.is(textOf(await storage.read('busy')), '49')
  const slots = await Promise.all(
    ['busy.0', 'busy.1'].map(async (file) => unpackSlot(await readFile(join(folder, file)))),
  )
  t.deepEqual(slots.map((slot) => slot?.sequence).sort(), [1n, 2n])
  t.deepEqual((await readdir(folder)).sort(), ['busy.0', 'busy.1'])
})

test('what is too large, or has no proper name, is refused and leaves the record', async (t) => {
  const folder = await temporaryFolder(t)
  const storage = await openStorage(folder)
  await storage.write('big', bytesOf('small'))
  const refused = await t.throwsAsync(storage.write('big', new Uint8Array(4 * 1024 * 1024 + 1)))
  t.like(refused, { code: 'storage-failed' })
  t.is(textOf(await storage.read('big')), 'small')
  for (const name of ['../out', 'UP', '', 'a/b']) await t.throwsAsync(storage.read(name), { instanceOf: RangeError })
})

test('a folder that cannot be made is a TerminalError that names it', async (t) => {
  const refused = await t.throwsAsync(openStorage('/dev/null/state'))
  t.like(refused, { code: 'storage-failed', device: '/dev/null/state' })
})

test('a file in the place of a folder says so, and a file system that makes no folders refuses at once', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(folder, '')
  const isFile = await t.throwsAsync(openStorage(folder))
  t.is(isFile?.message, `${folder}: is not a folder (EEXIST)`)
  const refused = await t.throwsAsync(openStorage('/proc/x/y'))
  t.is(refused?.message, '/proc/x/y: cannot be made a folder of records (ENOENT)')
})

test('a medium that stops taking writes is a TerminalError, and what was there stays', async (t) => {
  const folder = await temporaryFolder(t)
  const storage = await openStorage(folder)
  await storage.write('kept', bytesOf('one'))
  await rm(join(folder, 'kept.1'), { force: true })
  await mkdir(join(folder, 'kept.1'))
  t.like(await t.throwsAsync(storage.write('kept', bytesOf('two'))), { code: 'storage-failed' })
  t.is(textOf(unpackSlot(await readFile(join(folder, 'kept.0')))?.payload), 'one')
})
