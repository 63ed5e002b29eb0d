import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { readKeyFile } from './key-file.ts'

const KEY = `${'k'.repeat(43)}=`
const folder = mkdtempSync(join(tmpdir(), 'keys-'))
test.after.always(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string, mode: number): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

test('a key of its owner’s alone is read', async (t) => {
  t.is(await readKeyFile(file('well', `${KEY}\n`, 0o600)), KEY)
})

const refused = test.macro(async (t, name: string, text: string, mode: number, why: RegExp) => {
  const error = await t.throwsAsync(readKeyFile(file(name, text, mode)))
  t.regex(error?.message ?? '', why)
  t.false(error?.message.includes(KEY.slice(0, 8)))
})

test('a key that others may read is refused', refused, 'open', KEY, 0o640, /others than its owner may read it/)
test('what is no key is refused and not told', refused, 'bad', KEY.slice(0, 40), 0o600, /holds no key/)
test('a folder is no key', async (t) => {
  chmodSync(folder, 0o700)
  const error = await t.throwsAsync(readKeyFile(folder))
  t.regex(error?.message ?? '', /is no plain file/)
})
