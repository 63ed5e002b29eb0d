import { TerminalError } from '../../hal/terminal-error.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { randomId } from '../domain/random-id.ts'
import type { ShoreTalk } from '../services/links/shore-talk.ts'
import { switchMac } from '../services/switch-mac.ts'
import type { Tell } from '../services/tell.ts'
import type { Machine } from './machine.ts'

type TalkMachine = Pick<Machine, 'readKey' | 'emergencyWays' | 'random'>

/** What a key or a socket refuses costs itself alone, and is told. */
const orNothing = async <Part>(subject: string, tell: Tell, open: () => Promise<Part>): Promise<Part | undefined> => {
  try {
    return await open()
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    tell({ subject, text: `is left out until the next start: ${error.message}`, severity: 'warning' })
    return undefined
  }
}

/** Of those whose keys can be read here: a ride in memory has no files of keys. */
const sendersOf = async (
  { readKey }: TalkMachine,
  { senders }: TrainConfig['texts'],
  tell: Tell,
): Promise<ShoreTalk['senders']> => {
  if (!readKey) return {}
  const read = Object.entries(senders).map(async ([name, { number, keyFile }]) => {
    const key = await orNothing(`texts of ${name}`, tell, () => readKey(keyFile))
    return key === undefined ? [] : [[name, { number, mac: switchMac(key) }] as const]
  })
  return Object.fromEntries((await Promise.all(read)).flat())
}

/** With whom a train speaks in words, as its file says; without those whose key or socket is refused, which is told. */
export const shoreTalkOf = async (
  machine: TalkMachine,
  { train, texts, emergency, console }: Pick<TrainConfig, 'train' | 'texts' | 'emergency' | 'console'>,
  tell: Tell,
): Promise<ShoreTalk> => {
  const numbersOf = (names: readonly string[]) =>
    Object.fromEntries(Object.entries(texts.recipients).filter(([name]) => names.includes(name)))
  const random = machine.random.fork('emergencies')
  return {
    train: train.id,
    senders: await sendersOf(machine, texts, tell),
    shore: await orNothing('the shore, for emergencies', tell, async () => machine.emergencyWays?.()),
    recipients: numbersOf(emergency.recipients),
    alarmRecipients: numbersOf(texts.alarms),
    button: emergency.button,
    hasAuditLog: console !== undefined,
    newId: () => randomId(random),
  }
}
