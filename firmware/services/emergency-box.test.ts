import test from 'ava'
import { type AppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { fakeSocket } from '../../test/fakes/datagrams.ts'
import { signedHeads } from '../../test/fakes/signed-heads.ts'
import { auditHeadId } from '../domain/audit-head.ts'
import { decodeEmergency, encodeEmergency } from '../domain/emergency-message.ts'
import type { EmergencyReport } from '../domain/emergency-report.ts'
import { AuditHeadBook } from './audit-head-book.ts'
import { startEmergencyBox } from './emergency-box.ts'
import { switchMac } from './switch-mac.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))
const report: EmergencyReport = { id: '0'.repeat(32), train: 'kz-17', text: 'smoke', by: 'Aigerim' }

const setUp = async (log: AppendLog = memoryAppendLog()) => {
  const doors = { starlink: fakeSocket(), lte: fakeSocket() }
  const said: string[] = []
  const say = (line: string): void => void said.push(line)
  const clock = new SimClock()
  const heads = await AuditHeadBook.open({ clock, log: memoryAppendLog(), utcNowMs: () => 1_000, say })
  const box = await startEmergencyBox({
    clock,
    utcNowMs: () => 1_000,
    mac,
    log,
    heads,
    doors: { starlink: doors.starlink.socket, lte: doors.lte.socket },
    say,
  })
  const comes = async (link: keyof typeof doors, bytes: Uint8Array): Promise<void> => {
    doors[link].comes(bytes)
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  const tell = (link: keyof typeof doors, of: EmergencyReport = report) =>
    comes(link, encodeEmergency({ kind: 'report', report: of }, mac))
  const answers = (link: keyof typeof doors) => doors[link].sent.map(({ bytes }) => decodeEmergency(bytes, mac))
  const lines = async (): Promise<string[]> => {
    const found: string[] = []
    for await (const line of log.lines()) found.push(line)
    return found
  }
  return { box, doors, said, comes, tell, answers, lines, log }
}

const raised = { kind: 'acknowledged', id: report.id, phase: 'raised' } as const

test('an emergency is kept and told once, and acknowledged on each link by which it comes, each time', async (t) => {
  const { tell, answers, lines, said } = await setUp()
  await tell('lte')
  await tell('starlink')
  await tell('lte')
  t.is((await lines()).length, 1)
  t.deepEqual(said, ['EMERGENCY kz-17: smoke (Aigerim), by lte'])
  t.deepEqual(answers('lte'), [raised, raised])
  t.deepEqual(answers('starlink'), [raised])
})

test('what cannot be kept is told and not acknowledged, so that it comes again', async (t) => {
  const log = memoryAppendLog()
  let isFull = true
  const failing: AppendLog = {
    ...log,
    append: (line) => {
      if (!isFull) return log.append(line)
      const message = 'no space'
      throw new TerminalError({ code: 'storage-failed', device: 'log', retry: 'backoff', message })
    },
  }
  const { tell, answers, said } = await setUp(failing)
  await tell('lte')
  t.deepEqual(answers('lte'), [])
  t.regex(said[0] ?? '', /NOT KEPT/)
  isFull = false
  await tell('lte')
  t.deepEqual(answers('lte'), [raised])
})

test('a maintenance request is kept and told once over restarts, noted each time, and no emergency', async (t) => {
  const request = { ...report, id: '1'.repeat(32), text: 'a dish motor', station: 'Osakarovka' }
  const bytes = encodeEmergency({ kind: 'request', request }, mac)
  const first = await setUp()
  await first.comes('lte', bytes)
  const again = await setUp(first.log)
  await again.comes('starlink', bytes)
  t.deepEqual(first.said, ['kz-17 asks Osakarovka: a dish motor, by Aigerim, by lte'])
  t.deepEqual(again.said, [])
  t.deepEqual(again.answers('starlink'), [{ kind: 'noted', id: request.id }])
  t.is((await again.lines()).length, 1)
})

test('the end of a train’s audit log is noted on the link by which it comes; one that is not signed is not', async (t) => {
  const { comes, answers, lines } = await setUp()
  const head = signedHeads()(7)
  await comes('lte', encodeEmergency({ kind: 'head', head }, mac))
  await comes('starlink', encodeEmergency({ kind: 'head', head: { ...head, seq: 8 } }, mac))
  await comes('starlink', encodeEmergency({ kind: 'noted', id: auditHeadId(head) }, mac))
  t.deepEqual(answers('lte'), [{ kind: 'noted', id: auditHeadId(head) }])
  t.deepEqual(answers('starlink'), [])
  t.deepEqual(await lines(), [])
})

test('a cancelled one is told and acknowledged by itself', async (t) => {
  const { tell, answers, said } = await setUp()
  await tell('lte')
  await tell('lte', { ...report, cancelledBy: 'Bolat' })
  t.deepEqual(answers('lte')[1], { ...raised, phase: 'cancelled' })
  t.regex(said[1] ?? '', /^CANCELLED by Bolat: kz-17: smoke/)
})

test('after a restart what was kept is known, and what is open is told', async (t) => {
  const first = await setUp()
  await first.tell('lte')
  await first.tell('lte', { ...report, id: '1'.repeat(32) })
  await first.tell('lte', { ...report, id: '1'.repeat(32), cancelledBy: 'Bolat' })
  const second = await setUp(first.log)
  t.deepEqual(second.said, ['still open: EMERGENCY kz-17: smoke (Aigerim)'])
  await second.tell('starlink')
  t.is((await second.lines()).length, 3)
  t.deepEqual(second.answers('starlink'), [raised])
})

test('forged and garbled bytes change nothing, however many, and an emergency is taken among them', async (t) => {
  const { box, comes, answers, said, tell } = await setUp()
  await comes('lte', encodeEmergency({ kind: 'report', report }, switchMac('')))
  await comes('lte', encodeEmergency(raised, mac))
  for (let at = 0; at < 500; at++) await comes('lte', new Uint8Array(at))
  t.deepEqual(answers('lte'), [])
  t.deepEqual(said, [])
  const { forged, garbled, tooMany } = box.counters()
  t.deepEqual({ forged, garbled, tooMany }, { forged: 1, garbled: 501, tooMany: 0 })
  await tell('lte')
  t.deepEqual(answers('lte'), [raised])
})
