import { type KeyObject, sign } from 'node:crypto'
import { secretBytes } from '../../hal/linux/entropy.ts'
import { lettersOf } from '../domain/letter-code.ts'
import { provisioningLines, provisioningText } from '../domain/provisioning.ts'
import type { Role } from '../domain/role.ts'
import { hashPassword } from '../services/access/passwords.ts'

/** 75 bits, in letters that nobody mistakes: `K7QF3-9XTPA-B2M4C`. */
const newPassword = (): string => lettersOf(secretBytes(10), { group: 5, between: '-' }).slice(0, 17).toLowerCase()

/** Makes first passwords, and the signed file that brings their hashes to a train. The passwords are nowhere else. */
export const makeUsers = async (
  people: readonly { name: string; role: Role }[],
  { train, serial, key }: { train: string; serial: number; key: KeyObject },
): Promise<{ file: string; passwords: Record<string, string> }> => {
  const passwords = Object.fromEntries(people.map(({ name }) => [name, newPassword()]))
  const users = people.map(async ({ name, role }) => ({
    name,
    role,
    hash: await hashPassword(passwords[name] ?? '', secretBytes(16)),
  }))
  const text = provisioningText({ train, serial, users: await Promise.all(users) })
  return { file: provisioningLines(text, sign(null, Buffer.from(text), key)), passwords }
}
