import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeSocket } from '../../../test/fakes/datagrams.ts'
import { signedHeads } from '../../../test/fakes/signed-heads.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { auditHeadId } from '../../domain/audit-head.ts'
import { decodeEmergency } from '../../domain/emergency-message.ts'
import { switchMac } from '../switch-mac.ts'
import { HeadPoster } from './head-poster.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))
const shore = { host: '10.0.0.1', port: 7_171 }

const setUp = () => {
  const clock = new SimClock(1_000)
  const bus = memoryBus(clock)
  const { socket, sent } = fakeSocket()
  const carrying: string[] = []
  const headAt = signedHeads()
  let seq = 3
  const answerHead = () => bus.handle('access.head', () => ({ ok: true, reply: headAt(seq) }))
  const poster = new HeadPoster({
    clock,
    bus,
    shore: { mac, doors: { lte: { socket, shore } } },
    carrying: () => carrying,
  })
  const went = () =>
    sent.map(({ bytes }) => {
      const message = decodeEmergency(bytes, mac)
      return typeof message === 'object' && message.kind === 'head' ? message.head.seq : message
    })
  return { clock, poster, carrying, went, headAt, answerHead, grow: () => seq++ }
}

test('the end of the audit log goes ashore once a link carries, and each new one once the shore has noted the one before', async (t) => {
  const { clock, poster, carrying, went, headAt, answerHead, grow } = setUp()
  answerHead()
  await clock.runFor(60_000)
  t.deepEqual(went(), [])
  carrying.push('satellite without a door', 'lte')
  await clock.runFor(10_000)
  t.deepEqual(went(), [3])
  poster.onNoted(auditHeadId(headAt(3)))
  await clock.runFor(3_600_000)
  t.deepEqual(went(), [3])
  grow()
  await clock.runFor(10_000)
  t.deepEqual(went(), [3, 4])
  await poster.close()
  await clock.runFor(3_600_000)
  t.deepEqual(went(), [3, 4])
})

test('while nobody tells where the log ends, nothing goes', async (t) => {
  const { clock, carrying, went, poster } = setUp()
  carrying.push('lte')
  await clock.runFor(600_000)
  t.deepEqual(went(), [])
  await poster.close()
})
