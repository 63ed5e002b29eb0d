import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { LINE_BYTES_AT_MOST, memoryAppendLog } from '../append-log.ts'
import { TerminalError } from '../terminal-error.ts'
import { openAppendLog, readAppendLog } from './append-log.ts'

const temporary = mkdtempSync(join(tmpdir(), 'steppelink-log-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))
const newFolder = (): string => mkdtempSync(join(temporary, 'log-'))

const small = (folder: string) => ({ folder, name: 'test', fileBytes: 40, mostFiles: 3 })
const all = async (folder: string): Promise<string[]> => {
  const log = await openAppendLog(small(folder))
  const lines: string[] = []
  for await (const line of log.lines()) lines.push(line)
  await log.close()
  return lines
}

test('what was appended is there after opening it again, in its order', async (t) => {
  const folder = newFolder()
  const log = await openAppendLog(small(folder))
  t.is(await log.last(), undefined)
  await Promise.all(['one', 'two', 'three'].map((line) => log.append(line)))
  t.is(await log.last(), 'three')
  await log.close()
  t.deepEqual(await all(folder), ['one', 'two', 'three'])
})

test('a line that a power cut tore, wherever it was cut, is gone; the ones before it are whole', async (t) => {
  const folder = newFolder()
  const log = await openAppendLog({ ...small(folder), fileBytes: 1_000 })
  await log.append('first line')
  await log.append('second line')
  await log.close()
  const file = join(folder, 'test-000001.log')
  const whole = readFileSync(file)
  for (let cut = 0; cut <= whole.length; cut++) {
    writeFileSync(file, whole)
    truncateSync(file, cut)
    const expected = ['first line', 'second line'].slice(0, cut < 11 ? 0 : cut < whole.length ? 1 : 2)
    const again = await openAppendLog(small(folder))
    t.is(await again.last(), expected.at(-1), `cut at ${cut}`)
    await again.close()
    t.deepEqual(await all(folder), expected, `cut at ${cut}`)
  }
})

test('files are followed by others, the oldest go, and the last line is found across them', async (t) => {
  const folder = newFolder()
  const log = await openAppendLog(small(folder))
  for (let line = 0; line < 30; line++) await log.append(`line number ${line}`)
  await log.close()
  t.is(readdirSync(folder).length, 3)
  const lines = await all(folder)
  t.is(lines.at(-1), 'line number 29')
  t.true(lines.length >= 7 && lines.length <= 12)
  writeFileSync(join(folder, readdirSync(folder).sort().at(-1) ?? ''), '')
  const again = await openAppendLog(small(folder))
  t.regex((await again.last()) ?? '', /^line number 2\d$/)
  await again.close()
})

test('a file goes before its time only when its newest line has expired', async (t) => {
  const folder = newFolder()
  const isExpired = (oldest: string, newest: string): boolean => Number(newest) - Number(oldest) > 30
  const log = await openAppendLog({ ...small(folder), fileBytes: 20, mostFiles: 100, isExpired })
  for (let line = 100; line < 200; line++) await log.append(String(line))
  await log.close()
  const kept = Number((await all(folder))[0])
  t.true(kept > 155 && kept <= 170, `${kept}`)
})

test('a folder that cannot be made is told as a storage failure', async (t) => {
  const file = join(newFolder(), 'file')
  writeFileSync(file, '')
  const error = await t.throwsAsync(openAppendLog(small(join(file, 'below'))), { instanceOf: TerminalError })
  t.is(error?.code, 'storage-failed')
})

/** No file of this process may grow beyond this, as on a full medium: a write ends in the middle. */
const limitFiles = (bytes: number | 'unlimited'): unknown =>
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`])

// Alone, because the limit holds for the whole process.
test.serial('nothing stays of a line whose write failed midway, and the next one is whole', async (t) => {
  const ignore = (): void => undefined
  process.on('SIGXFSZ', ignore)
  const folder = newFolder()
  const log = await openAppendLog({ ...small(folder), fileBytes: 1_000 })
  await log.append('first')
  try {
    limitFiles(12)
    const error = await t.throwsAsync(log.append('second, which is long'), { instanceOf: TerminalError })
    t.is(error?.code, 'storage-failed')
    t.is(readFileSync(join(folder, 'test-000001.log'), 'utf8'), 'first\n')
    t.is(await log.last(), 'first')
  } finally {
    limitFiles('unlimited')
    process.off('SIGXFSZ', ignore)
  }
  await log.append('third')
  await log.close()
  t.deepEqual(await all(folder), ['first', 'third'])
})

test('a line that would not be read back as it is is refused, and the longest one outlives a torn one behind it', async (t) => {
  const folder = newFolder()
  const log = await openAppendLog({ ...small(folder), fileBytes: 1_000_000 })
  const longest = 'x'.repeat(LINE_BYTES_AT_MOST - 1)
  for (const one of [log, memoryAppendLog()])
    for (const line of ['two\nlines', `${longest}x`, 'é'.repeat(LINE_BYTES_AT_MOST / 2)]) {
      const error = await t.throwsAsync(one.append(line), { instanceOf: TerminalError })
      t.like(error, { code: 'storage-failed', retry: 'never' })
    }
  await log.append(longest)
  await log.close()
  writeFileSync(join(folder, 'test-000001.log'), longest, { flag: 'a' })
  const again = await openAppendLog(small(folder))
  t.is(await again.last(), longest)
  await again.close()
  t.deepEqual(await all(folder), [longest])
})

test('a folder that is not there holds no log, and says so', async (t) => {
  const folder = join(newFolder(), 'none')
  const error = await t.throwsAsync(readAppendLog(small(folder)).next(), { instanceOf: TerminalError })
  t.is(error?.message, `${folder}: there is no log here`)
})

test('a reader goes on when a file goes away before it is read, and says when one cannot be', async (t) => {
  const folder = newFolder()
  const log = await openAppendLog({ ...small(folder), fileBytes: 1 })
  for (const line of ['one', 'two', 'three']) await log.append(line)
  await log.close()
  const reader = readAppendLog(small(folder))
  t.is((await reader.next()).value, 'one')
  rmSync(join(folder, 'test-000002.log'))
  t.is((await reader.next()).value, 'three')
  const other = readAppendLog(small(folder))
  t.is((await other.next()).value, 'one')
  rmSync(join(folder, 'test-000003.log'))
  mkdirSync(join(folder, 'test-000003.log'))
  t.is((await t.throwsAsync(other.next(), { instanceOf: TerminalError }))?.code, 'storage-failed')
})
