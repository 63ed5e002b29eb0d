import type { TrainConfig } from '../config/train-config.ts'
import { randomId } from '../domain/random-id.ts'
import type { ShoreTalk } from '../services/links/shore-talk.ts'
import { switchMac } from '../services/switch-mac.ts'
import type { Machine } from './machine.ts'

/** Of those whose keys can be read here: a ride in memory has no files of keys. */
const sendersOf = async (machine: Machine, { senders }: TrainConfig['texts']): Promise<ShoreTalk['senders']> => {
  const { readKey } = machine
  if (!readKey) return {}
  const read = Object.entries(senders).map(
    async ([name, { number, keyFile }]) => [name, { number, mac: switchMac(await readKey(keyFile)) }] as const,
  )
  return Object.fromEntries(await Promise.all(read))
}

/** With whom a train speaks in words, as its file says. Rejects with TerminalError for a key or a socket. */
export const shoreTalkOf = async (machine: Machine, { train, texts, emergency }: TrainConfig): Promise<ShoreTalk> => {
  const numbersOf = (names: readonly string[]) =>
    Object.fromEntries(Object.entries(texts.recipients).filter(([name]) => names.includes(name)))
  const random = machine.random.fork('emergencies')
  return {
    train: train.id,
    senders: await sendersOf(machine, texts),
    shore: await machine.emergencyWays?.(),
    recipients: numbersOf(emergency.recipients),
    alarmRecipients: numbersOf(texts.alarms),
    button: emergency.button,
    newId: () => randomId(random),
  }
}
