import test from 'ava'
import { type AppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { signedHeads } from '../../test/fakes/signed-heads.ts'
import { AuditHeadBook, readHeadLine } from './audit-head-book.ts'
import { sha256 } from './chain-writer.ts'

const setUp = async (log: AppendLog = memoryAppendLog()) => {
  const said: string[] = []
  const book = await AuditHeadBook.open({ log, utcNowMs: () => 5, say: (line) => void said.push(line) })
  const kept = async (): Promise<unknown[]> => {
    const seqs: unknown[] = []
    for await (const line of log.lines()) seqs.push(readHeadLine(line)?.head.seq)
    return seqs
  }
  return { book, said, kept, log }
}

test('ends of a log that grows are kept once each, also over restarts, and nothing is said of them', async (t) => {
  const headAt = signedHeads()
  const first = await setUp()
  t.true(await first.book.take(headAt(3), 'lte'))
  t.true(await first.book.take(headAt(3), 'oneweb'))
  const { book, said, kept } = await setUp(first.log)
  t.true(await book.take(headAt(3), 'lte'))
  t.true(await book.take(headAt(9), 'lte'))
  t.deepEqual(await kept(), [3, 9])
  t.deepEqual([...first.said, ...said], [])
})

test('a log that was cut or rewritten is kept as evidence, and said once', async (t) => {
  const headAt = signedHeads()
  const { book, said, kept } = await setUp()
  await book.take(headAt(9), 'lte')
  t.true(await book.take(headAt(4), 'lte'))
  t.true(await book.take(headAt(4, sha256('another')), 'lte'))
  t.true(await book.take(headAt(4, sha256('another')), 'lte'))
  t.deepEqual(await kept(), [9, 4, 4])
  t.is(said.length, 2)
  t.regex(
    said[0] ?? '',
    /^alarm: kz-17: audit log at 4:[0-9a-f]{64}, .*by lte: it had 9 entries before: its log was cut/,
  )
  t.regex(said[1] ?? '', /entry 4 was another before/)
})

test('another controller in the train’s place is said', async (t) => {
  const { book, said } = await setUp()
  await book.take(signedHeads()(9), 'lte')
  t.true(await book.take(signedHeads()(10), 'lte'))
  t.regex(said[0] ?? '', /another device key than before/)
})

test('what is not signed by its key is neither kept nor acknowledged', async (t) => {
  const [one, other] = [signedHeads()(3), signedHeads()(3)]
  const { book, said, kept } = await setUp()
  for (const forged of [
    { ...one, seq: 4 },
    { ...one, signature: other.signature },
    { ...one, publicKey: other.publicKey },
    { ...one, fingerprint: other.fingerprint },
    { ...one, publicKey: 'AAAA', fingerprint: sha256(Buffer.from('AAAA', 'base64')) },
  ])
    t.false(await book.take(forged, 'lte'))
  t.deepEqual(await kept(), [])
  t.is(said.length, 5)
  t.true(said.every((line) => line.endsWith('NOT KEPT: its signature is not that of its device key')))
})

test('what the medium refuses is said and not acknowledged', async (t) => {
  const log = { ...memoryAppendLog(), append: () => Promise.reject(new Error('no space')) }
  const { book, said } = await setUp(log)
  t.false(await book.take(signedHeads()(3), 'lte'))
  t.regex(said[0] ?? '', /NOT KEPT: no space/)
})
