import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { signTextCommand, type TextCommandWords } from '../../domain/text-command.ts'
import type { WantedText } from '../../plan/sms-queue-state.ts'
import { switchMac } from '../switch-mac.ts'
import { tellAs } from '../tell.ts'
import { TextCommands } from './text-commands.ts'

const NUMBER = '+77010000112'
const mac = switchMac(Buffer.alloc(32, 3).toString('base64'))
const line = (counter: number, command: TextCommandWords = 'where', key = mac): string =>
  signTextCommand({ trainId: 'kz-17', counter, sender: 'noc', command }, key)

const setUp = (storage: Storage = memoryStorage()) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const obeyed: string[] = []
  const texts: WantedText[] = []
  const commands = new TextCommands({
    clock,
    bus,
    storage,
    tell: tellAs('links', { clock, bus }),
    train: 'kz-17',
    senders: { noc: { number: NUMBER, mac } },
    utcMs: () => undefined,
    obey: async (command) => {
      obeyed.push(command)
      return { isDone: true, words: 'astana-almaty km 612.3' }
    },
    queueText: async (text) => {
      texts.push(text)
      return true
    },
  })
  const comes = async (text: string, from = NUMBER): Promise<boolean | undefined> => {
    const taken = await commands.take(from, text)
    await clock.runFor(10)
    return taken
  }
  const audit = async (): Promise<string[]> => {
    const answer = await bus.request('text.audit', {})
    return answer.ok ? answer.reply.entries.map(({ outcome, why }) => `${outcome}: ${why}`) : []
  }
  return { clock, bus, comes, obeyed, texts, audit }
}

test('a genuine command is obeyed once, answered to the sender’s number, and audited', async (t) => {
  const { comes, obeyed, texts, audit } = setUp()
  t.true(await comes(line(42)))
  t.true(await comes(line(42)))
  t.deepEqual(obeyed, ['where'])
  t.deepEqual(
    texts.map(({ to, text }) => `${to} ${text}`),
    [`${NUMBER} kz-17 42: astana-almaty km 612.3`],
  )
  t.deepEqual(await audit(), ['obeyed: astana-almaty km 612.3', 'refused: its counter is not above 42'])
})

test('the same command twice at the same moment is obeyed once', async (t) => {
  const { comes, obeyed } = setUp()
  await Promise.all([comes(line(1)), comes(line(1))])
  t.deepEqual(obeyed, ['where'])
})

test('who has not the key, or another number, is not obeyed and gets no answer', async (t) => {
  const { comes, obeyed, texts } = setUp()
  await comes(line(1, 'mute', switchMac('')))
  await comes(line(1, 'mute'), '+77019999999')
  t.deepEqual([obeyed, texts], [[], []])
})

test('any other text is none of its business', async (t) => {
  t.is(await setUp().comes('where'), undefined)
})

test('what cannot be kept is not obeyed, and the network brings it again', async (t) => {
  let isFull = true
  const kept = memoryStorage()
  const storage: Storage = {
    ...kept,
    write: async (record, bytes) => {
      const message = 'no space'
      if (isFull) throw new TerminalError({ code: 'storage-failed', device: 'disk', retry: 'backoff', message })
      await kept.write(record, bytes)
    },
  }
  const { comes, obeyed } = setUp(storage)
  t.false(await comes(line(1)))
  t.deepEqual(obeyed, [])
  isFull = false
  t.true(await comes(line(1)))
  t.deepEqual(obeyed, ['where'])
})

test('a power cut at any write never makes a command be obeyed twice', async (t) => {
  for (let writes = 0; writes < 4; writes++) {
    const records = new Map<string, Uint8Array>()
    const kept = memoryStorage(records)
    let left = writes
    const cut: Storage = {
      ...kept,
      write: (record, bytes) => (left-- > 0 ? kept.write(record, bytes) : new Promise(() => {})),
    }
    const first = setUp(cut)
    void first.comes(line(7))
    await first.clock.runFor(1_000)
    const second = setUp(memoryStorage(records))
    await second.comes(line(7))
    t.true(first.obeyed.length + second.obeyed.length <= 1, `after ${writes} writes`)
  }
})

test('where what was obeyed cannot be read, nothing is', async (t) => {
  const damaged: Storage = { ...memoryStorage(), has: async () => true }
  const { comes, obeyed } = setUp(damaged)
  t.true(await comes(line(1, 'mute')))
  t.deepEqual(obeyed, [])
})
