import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { readPrivateFile } from '../../../hal/linux/tunnels/key-file.ts'
import { type AccessLeave, answerSigned, answerText } from '../../domain/access-answer.ts'
import { readChallenge } from '../../domain/access-challenge.ts'
import { type Role, roles } from '../../domain/role.ts'
import { nameFault } from '../../plan/access-users.ts'
import { digest } from '../../services/access/digest.ts'
import { publicHalf } from '../../services/ed25519.ts'
import { UsageError } from '../../usage-error.ts'
import { makeUsers } from '../make-users.ts'
import type { StopSignal } from '../stop-signal.ts'

interface Keyed {
  key: string
  train: string
}

const readKey = async (path: string): Promise<KeyObject> => {
  const text = await readPrivateFile(path)
  try {
    const key = createPrivateKey(text)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // What is in it is told to nobody.
  }
  throw new UsageError(`${path}: holds no ed25519 key; steppelink depot key makes one`)
}

const writeNew = async (path: string, text: string, mode: number): Promise<void> => {
  try {
    await writeFile(path, text, { mode, flag: 'wx' })
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    throw new UsageError(
      `${path}: ${isThere ? 'is there already, and is not replaced' : `cannot be written (${cause})`}`,
    )
  }
}

const personOf = (name: string, role: string): { name: string; role: Role } => {
  const known = roles.find((one) => one === role)
  if (!known) throw new UsageError(`"${role}": there is no such role; roles: ${roles.join(', ')}`)
  if (nameFault(name)) throw new UsageError(`"${name}": a name is small letters, digits and -, 1 to 32, a letter first`)
  return { name, role: known }
}

/** `depot key FILE`: the public half on stdout, for `console.depotKeys`. */
export const depotKey = async (_options: object, _stop: StopSignal, path: string): Promise<number> => {
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeNew(path, String(privateKey.export({ format: 'pem', type: 'pkcs8' })), 0o600)
  process.stdout.write(`${publicHalf(privateKey)}\n`)
  return 0
}

/** `depot answer`: the answer on stdout, to be pasted at the train's console. */
export const depotAnswer = async (
  options: Keyed & { challenge: string; name: string; role: string; hours: number },
  _stop: StopSignal,
): Promise<number> => {
  const { train, challenge: letters, hours } = options
  const challenge = readChallenge(letters, train, digest)
  if (typeof challenge === 'string') throw new UsageError(`--challenge: ${challenge}`)
  const leave: AccessLeave = { ...personOf(options.name, options.role), minutes: Math.round(hours * 60) }
  const signature = sign(null, answerSigned(leave, challenge, train), await readKey(options.key))
  process.stdout.write(`${answerText(leave, signature, digest)}\n`)
  return 0
}

/** `depot users FILE`: the file for the train, and each first password on stdout, once. */
export const depotUsers = async (
  options: Keyed & { serial: number; user: readonly string[] },
  _stop: StopSignal,
  path: string,
): Promise<number> => {
  const people = options.user.map((text) => {
    const [name = '', role = ''] = text.split(':')
    return personOf(name, role)
  })
  if (new Set(people.map(({ name }) => name)).size < people.length) throw new UsageError('--user: a name twice')
  const { train, serial } = options
  const { file, passwords } = await makeUsers(people, { train, serial, key: await readKey(options.key) })
  await writeNew(path, file, 0o600)
  for (const [name, password] of Object.entries(passwords)) process.stdout.write(`${name} ${password}\n`)
  return 0
}
