import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { CommandReply } from '../../firmware/bus/commands.ts'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { answerSigned, answerText } from '../../firmware/domain/access-answer.ts'
import { readChallenge } from '../../firmware/domain/access-challenge.ts'
import { provisioningLines, provisioningText } from '../../firmware/domain/provisioning.ts'
import type { Role } from '../../firmware/domain/role.ts'
import { digest } from '../../firmware/services/access/digest.ts'
import { hashPassword } from '../../firmware/services/access/passwords.ts'
import { startAccess } from '../../firmware/services/access.ts'
import { publicHalf } from '../../firmware/services/ed25519.ts'
import { type AppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../hal/storage.ts'

/** The train of every rig. */
export const TRAIN = 'kz8a-017'
/** The key that a rig's train trusts unless told otherwise. */
export const depot = generateKeyPairSync('ed25519').privateKey
/** A key that it does not. */
export const stranger = generateKeyPairSync('ed25519').privateKey

/** The depot's signed file of users, as its tool makes it. */
export const provisioning = (
  serial: number,
  users: Parameters<typeof provisioningText>[0]['users'],
  { key = depot, train = TRAIN } = {},
): string => {
  const text = provisioningText({ train, serial, users })
  return provisioningLines(text, sign(null, Buffer.from(text), key))
}

/** What the depot's tool answers to a challenge; a key and a train other than the rig's make it a foreign one. */
export const depotAnswer = (
  challenge: string,
  leave: { name: string; role: Role; minutes: number },
  { key = depot, train = TRAIN } = {},
): string => {
  const read = readChallenge(challenge, train, digest)
  if (typeof read === 'string') throw new TypeError(read)
  return answerText(leave, sign(null, answerSigned(leave, read, train), key), digest)
}

/** The password of everybody in `people`. */
export const FIRST = 'given by the depot'
export const OWN = 'chosen by the person'
/** Of hashes, as cheap as a train takes them. */
export const terms = { logCost: 14, blockSize: 8, parallel: 1 }
/** Of `FIRST`. */
export const hash = hashPassword(FIRST, randomBytes(16), terms)

interface SetUp {
  storage?: Storage
  log?: AppendLog
  file?: string
  depotKeys?: Record<string, string>
  nowMs?: number
}

/** The service `access` of a train, on a clock and a bus of its own, with what people at a terminal would ask of it. */
export const setUp = async ({
  storage = memoryStorage(),
  log = memoryAppendLog(),
  file,
  depotKeys,
  nowMs = 1_000,
}: SetUp = {}) => {
  const clock = new SimClock(nowMs)
  const bus = memoryBus(clock)
  const service = await startAccess({
    clock,
    bus,
    storage,
    log,
    trainId: TRAIN,
    depotKeys: depotKeys ?? { astana: publicHalf(depot) },
    ...(file !== undefined && { provisioning: async () => file }),
    secretBytes: randomBytes,
    terms,
  })
  const login = async (name: string, secret: string, line = 'ttyAMA1'): Promise<CommandReply<'access.login'>> => {
    const answer = await bus.request('access.login', { line, name, secret })
    if (!answer.ok) throw new TypeError(answer.text)
    return answer.reply
  }
  const into = async (name: string, secret: string, line?: string) => {
    const admitted = await login(name, secret, line)
    if (admitted.outcome !== 'in') throw new TypeError(admitted.why)
    return admitted
  }
  const reply = async <C extends Parameters<typeof bus.request>[0]>(
    command: C,
    message: Parameters<typeof bus.request<C>>[1],
  ): Promise<CommandReply<C> | string> => {
    const answer = await bus.request(command, message)
    return answer.ok ? answer.reply : answer.text
  }
  const challenge = async (line = 'ttyAMA1'): Promise<string> => {
    const asked = await reply('access.challenge', { line })
    if (typeof asked === 'string' || asked.outcome === 'out') throw new TypeError(JSON.stringify(asked))
    return asked.challenge
  }
  const lines = async (): Promise<string[]> => {
    const shown = await bus.request('access.show', { count: 200 })
    return shown.ok ? shown.reply.lines : []
  }
  return { clock, bus, service, login, into, reply, challenge, lines, storage, log }
}

/** A technician and an engineer, as a depot's file has them. */
export const people = async () => [
  { name: 'aigerim', role: 'technician' as const, hash: await hash },
  { name: 'daulet', role: 'engineer' as const, hash: await hash },
]

/** The same with Daulet, in by his own password, with control. */
export const withEngineer = async (given: SetUp = {}) => {
  const rig = await setUp({ file: provisioning(1, await people()), ...given })
  const { session } = await rig.into('daulet', FIRST)
  await rig.reply('access.password', { session, password: OWN })
  return { ...rig, session }
}
