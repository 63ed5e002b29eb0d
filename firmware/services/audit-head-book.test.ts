import test from 'ava'
import { type AppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { signedHeads } from '../../test/fakes/signed-heads.ts'
import type { AuditHead } from '../domain/audit-head.ts'
import { AuditHeadBook, readHeadLine } from './audit-head-book.ts'
import { sha256 } from './chain-writer.ts'

const setUp = async (log: AppendLog = memoryAppendLog()) => {
  const clock = new SimClock(1_000)
  const said: string[] = []
  const book = await AuditHeadBook.open({ clock, log, utcNowMs: () => 5, say: (line) => void said.push(line) })
  const kept = async (): Promise<unknown[]> => {
    const seqs: unknown[] = []
    for await (const line of log.lines()) seqs.push(readHeadLine(line)?.head.seq)
    return seqs
  }
  /** A minute after the one before: a train has no more to tell. */
  const take = async (head: AuditHead, link = 'lte'): Promise<boolean> => {
    await clock.runFor(60_000)
    return book.take(head, link)
  }
  return { book, take, said, kept, log }
}

test('ends of a log that grows are kept once each, also over restarts, and only a train’s first is said', async (t) => {
  const headAt = signedHeads()
  const first = await setUp()
  t.true(await first.take(headAt(3)))
  t.true(await first.take(headAt(3), 'oneweb'))
  const { take, said, kept } = await setUp(first.log)
  t.true(await take(headAt(3)))
  t.true(await take(headAt(9)))
  t.deepEqual(await kept(), [3, 9])
  t.is(first.said.length, 1)
  t.regex(
    first.said[0] ?? '',
    /^kz-17: audit log at 3:[0-9a-f]{64}, device key [0-9a-f]{16}, by lte: the first of this train$/,
  )
  t.deepEqual(said, [])
})

test('a log that was cut or rewritten is kept as evidence, said once, and what comes behind it is judged by the newest', async (t) => {
  const headAt = signedHeads()
  const { take, said, kept } = await setUp()
  await take(headAt(9))
  said.length = 0
  t.true(await take(headAt(4)))
  t.true(await take(headAt(9, sha256('another'))))
  t.true(await take(headAt(9, sha256('another'))))
  t.true(await take(headAt(9)))
  t.true(await take(headAt(10)))
  t.deepEqual(await kept(), [9, 4, 9, 10])
  t.is(said.length, 2)
  t.regex(
    said[0] ?? '',
    /^alarm: kz-17: audit log at 4:[0-9a-f]{64}, .*by lte: it had 9 entries before: its log was cut/,
  )
  t.regex(said[1] ?? '', /entry 9 was another before/)
})

test('another controller in the train’s place is said, once', async (t) => {
  const { take, said } = await setUp()
  const [before, after] = [signedHeads(), signedHeads()]
  await take(before(9))
  t.true(await take(after(1)))
  t.true(await take(after(2)))
  t.is(said.length, 2)
  t.regex(said[1] ?? '', /another device key than before/)
})

test('more than one a minute of a train is left for later: a flood pushes out nothing that is kept', async (t) => {
  const headAt = signedHeads()
  const { book, take, kept } = await setUp()
  await take(headAt(1))
  for (let seq = 2; seq < 100; seq++) t.false(await book.take(headAt(seq), 'lte'))
  t.true(await take(headAt(100)))
  t.deepEqual(await kept(), [1, 100])
})

test('what is not signed by its key is neither kept nor acknowledged', async (t) => {
  const [one, other] = [signedHeads()(3), signedHeads()(3)]
  const { take, said, kept } = await setUp()
  for (const forged of [
    { ...one, seq: 4 },
    { ...one, signature: other.signature },
    { ...one, publicKey: other.publicKey },
    { ...one, fingerprint: other.fingerprint },
    { ...one, publicKey: 'AAAA', fingerprint: sha256(Buffer.from('AAAA', 'base64')) },
  ])
    t.false(await take(forged))
  t.deepEqual(await kept(), [])
  t.is(said.length, 5)
  t.true(said.every((line) => line.endsWith('NOT KEPT: its signature is not that of its device key')))
})

test('what the medium refuses is said and not acknowledged', async (t) => {
  const log = { ...memoryAppendLog(), append: () => Promise.reject(new Error('no space')) }
  const { take, said } = await setUp(log)
  t.false(await take(signedHeads()(3)))
  t.regex(said.at(-1) ?? '', /NOT KEPT: no space/)
})
