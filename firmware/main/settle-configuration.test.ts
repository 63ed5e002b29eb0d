import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openStorage } from '../../hal/linux/storage.ts'
import { emptyBook, placed, placing } from '../plan/configuration-book.ts'
import { placeVersion, sha256Of } from '../services/configuration/train-file.ts'
import { VersionStore } from '../services/configuration/version-store.ts'
import { settleConfiguration } from './settle-configuration.ts'
import { trainFileAt } from './train-file.ts'

const setUp = async (t: ExecutionContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-settle-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const path = join(folder, 'train.yaml')
  const state = join(folder, 'state')
  await writeFile(path, 'one')
  return { path, state, store: async () => new VersionStore(await openStorage(state)) }
}

const version = { author: 'Dana', why: '' }

test('a file that was never changed from the console is left alone, and no folder is made for it', async (t) => {
  const { path, state } = await setUp(t)
  t.is(await settleConfiguration(path, state), undefined)
  await t.throwsAsync(readFile(state), { code: 'ENOENT' })
})

test('a configuration on trial goes back before any service reads it, through a link too', async (t) => {
  const { path, state, store } = await setUp(t)
  const kept = await store()
  const link = `${path}.link`
  await symlink(path, link)
  const file = trainFileAt(link)
  await placeVersion({ store: kept, file }, { before: emptyBook, text: 'one', version })
  const before = await kept.book()
  await placeVersion({ store: kept, file }, { before, text: 'two', version, trial: { by: 'Dana' } })
  t.is(await readFile(path, 'utf8'), 'two')
  t.regex((await settleConfiguration(link, state)) ?? '', /nobody confirmed/)
  t.is(await readFile(path, 'utf8'), 'one')
  t.is(await settleConfiguration(link, state), undefined)
})

test('what was being put in place when power went is completed', async (t) => {
  const { path, state, store } = await setUp(t)
  const kept = await store()
  const first = placed(placing(emptyBook, { ...version, sha256: sha256Of('one') }).book)
  const { book, number } = placing(first, { ...version, sha256: sha256Of('two') })
  await kept.keepText(number, 'two')
  await kept.keepBook(book)
  await settleConfiguration(path, state)
  t.is(await readFile(path, 'utf8'), 'two')
})

test('a text that is gone leaves the file as it stands', async (t) => {
  const { path, state, store } = await setUp(t)
  await (await store()).keepBook(placing(emptyBook, { ...version, sha256: sha256Of('two') }).book)
  await settleConfiguration(path, state)
  t.is(await readFile(path, 'utf8'), 'one')
})

test('a file that is not there cannot be replaced, and that is said', async (t) => {
  const { path } = await setUp(t)
  await t.throwsAsync(trainFileAt(`${path}.none`).replace('x'), { message: /cannot be replaced \(ENOENT\)/ })
})
