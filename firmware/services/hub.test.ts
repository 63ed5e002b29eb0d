import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { fakeSocket } from '../../test/fakes/datagrams.ts'
import { encodeCapacity } from '../domain/capacity-message.ts'
import { decodeSwitch, encodeSwitch, type SwitchMessage } from '../domain/switch-message.ts'
import { startHub } from './hub.ts'
import { switchMac } from './switch-mac.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))
const operations = (run: number, number: number): SwitchMessage => ({
  kind: 'announce',
  trafficClass: 'operations',
  run,
  number,
})

/** A hub with two tunnels; `release` lets the move that waits end. */
const hubRig = ({ isHeld = false } = {}) => {
  const clock = new SimClock()
  const doors = { starlink: fakeSocket(), lte: fakeSocket() }
  const moves: string[] = []
  const waiting: (() => void)[] = []
  const rig = { failing: 0, said: [] as string[] }
  const hub = startHub({
    clock,
    mac,
    doors: { starlink: doors.starlink.socket, lte: doors.lte.socket },
    say: (line) => rig.said.push(line),
    router: {
      move: async (trafficClass, link) => {
        moves.push(`${trafficClass} ${link}`)
        if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve))
        if (rig.failing-- > 0)
          throw new TerminalError({ code: 'network-failed', device: 'tunnels', retry: 'backoff', message: 'busy' })
      },
      shape: async (link, kbps) => {
        moves.push(`${link} ${kbps}`)
        if (rig.failing-- > 0)
          throw new TerminalError({ code: 'network-failed', device: 'tunnels', retry: 'backoff', message: 'busy' })
      },
      restore: async () => 0,
      close: async () => {},
    },
  })
  const answers = (link: keyof typeof doors) =>
    doors[link].sent.map(({ bytes }) => {
      const answer = decodeSwitch(bytes, mac)
      return typeof answer === 'object' && answer.kind === 'answer' ? answer.outcome : answer
    })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  const comes = async (link: keyof typeof doors, message: SwitchMessage): Promise<void> => {
    doors[link].comes(encodeSwitch(message, mac))
    await settle()
  }
  return { ...rig, rig, clock, hub, doors, moves, answers, comes, settle, release: () => waiting.shift()?.() }
}

test('an announcement moves its class to the tunnel in which it came, and is answered there', async (t) => {
  const { comes, moves, answers } = hubRig()
  await comes('lte', operations(1, 1))
  t.deepEqual(moves, ['operations lte'])
  t.deepEqual(answers('lte'), ['moved'])
  t.deepEqual(answers('starlink'), [])
})

test('a repeated announcement is answered again and not carried out again', async (t) => {
  const { comes, moves, answers } = hubRig()
  await comes('lte', operations(1, 1))
  await comes('lte', operations(1, 1))
  t.deepEqual(moves, ['operations lte'])
  t.deepEqual(answers('lte'), ['moved', 'moved'])
})

test('an announcement older than one of its class is not obeyed, and told what is newest', async (t) => {
  const { comes, moves, doors, hub } = hubRig()
  await comes('lte', operations(5, 9))
  await comes('starlink', operations(5, 8))
  t.deepEqual(moves, ['operations lte'])
  t.deepEqual(decodeSwitch(doors.starlink.sent[0]?.bytes ?? new Uint8Array(), mac), {
    ...operations(5, 9),
    kind: 'answer',
    outcome: 'stale',
  } as SwitchMessage)
  t.is(hub.counters().stale, 1)
})

test('the order of one class says nothing of another', async (t) => {
  const { comes, moves } = hubRig()
  await comes('lte', operations(5, 9))
  await comes('starlink', { ...operations(5, 8), trafficClass: 'cctv' })
  t.deepEqual(moves, ['operations lte', 'cctv starlink'])
})

test('what was overtaken while a move went on is never carried out', async (t) => {
  const { comes, moves, release, settle, answers } = hubRig({ isHeld: true })
  await comes('lte', operations(1, 1))
  await comes('starlink', operations(1, 2))
  await comes('lte', operations(1, 3))
  release()
  await settle()
  release()
  await settle()
  t.deepEqual(moves, ['operations lte', 'operations lte'])
  t.deepEqual(answers('starlink'), [])
})

test('a move that failed is told so, and tried again when the train repeats it', async (t) => {
  const { comes, moves, rig, answers } = hubRig()
  rig.failing = 1
  await comes('lte', operations(1, 1))
  await comes('lte', operations(1, 1))
  t.deepEqual(answers('lte'), ['failed', 'moved'])
  t.is(moves.length, 2)
})

test('garbage and forgeries are counted and never answered', async (t) => {
  const { doors, moves, hub, comes } = hubRig()
  doors.lte.comes(new Uint8Array([1, 2, 3]))
  doors.lte.comes(encodeSwitch(operations(1, 1), switchMac('')))
  await comes('lte', { ...operations(1, 1), kind: 'answer', outcome: 'moved' } as SwitchMessage)
  t.like(hub.counters(), { garbled: 2, forged: 1, moved: 0 })
  t.deepEqual(moves, [])
  t.is(doors.lte.sent.length, 0)
})

test('a flood by one door leaves the others open', async (t) => {
  const { doors, hub, comes } = hubRig()
  for (let count = 0; count < 3_000; count++) doors.lte.comes(new Uint8Array(36))
  t.like(hub.counters(), { garbled: 2_000, tooMany: 1_000 })
  await comes('starlink', operations(1, 1))
  t.is(hub.counters().moved, 1)
  await hub.close()
  t.false(doors.lte.isOpen())
})

test('a capacity shapes the tunnel in which it came, once for as long as it stays the same, and an older one never', async (t) => {
  const { doors, moves, settle, hub } = hubRig()
  for (const [number, kbps] of [
    [1, 4_000],
    [2, 4_000],
    [4, 3_600],
    [3, 9_000],
    [5, undefined],
  ] as const)
    doors.lte.comes(encodeCapacity({ run: 1, number, kbps }, mac))
  await settle()
  t.deepEqual(moves, ['lte 4000', 'lte 3600', 'lte undefined'])
  t.deepEqual([hub.counters().shaped, hub.counters().stale], [3, 1])
})

test('a capacity that could not be shaped is tried again when it is told again, and one without the key is counted', async (t) => {
  const { rig, doors, moves, settle, hub } = hubRig()
  rig.failing = 1
  for (const number of [1, 2]) {
    doors.lte.comes(encodeCapacity({ run: 1, number, kbps: 800 }, mac))
    await settle()
  }
  doors.lte.comes(encodeCapacity({ run: 1, number: 3, kbps: 1 }, switchMac('')))
  t.deepEqual(moves, ['lte 800', 'lte 800'])
  t.deepEqual(hub.counters().forged, 1)
})

test('who asks whether it is heard is answered where it asked, and nothing moves', (t) => {
  const { doors, moves, answers } = hubRig()
  const asked = { ...operations(100, 7), kind: 'ask' as const }
  doors.lte.comes(encodeSwitch(asked, mac))
  t.deepEqual(answers('lte'), [{ ...asked, kind: 'here' }])
  t.deepEqual(answers('starlink'), [])
  t.deepEqual(moves, [])
})
