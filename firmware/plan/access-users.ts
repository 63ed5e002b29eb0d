import { USER_NAME } from '../domain/access-answer.ts'
import type { ProvisioningFile } from '../domain/provisioning.ts'
import type { Role } from '../domain/role.ts'

/** Somebody with a password on this train. */
export interface AccessUser {
  name: string
  role: Role
  /** In the PHC's form. */
  hash: string
  mustChange: boolean
  /** By whom the user came: a depot key, base64, with the hash that its file had; somebody at the console without. */
  depot?: { key: string; given: string } | undefined
}

/** Everybody with a password, and which provisioning files were taken: the serial number of the last, by depot key. */
export interface UserBook {
  users: readonly AccessUser[]
  serials: Readonly<Record<string, number>>
}

export const emptyBook: UserBook = { users: [], serials: {} }

const USERS_AT_MOST = 64
/** Words that mean something at the login. */
const RESERVED: readonly string[] = ['en', 'ru', 'kk', 'challenge', 'exit', 'logout']

export const userNamed = ({ users }: UserBook, name: string): AccessUser | undefined =>
  users.find((user) => user.name === name)

export type UserFault = 'unknown' | 'exists' | 'name' | 'reserved' | 'yourself' | 'last-engineer' | 'too-many'

/** What a change of users comes to: the book as it is then, or why it stays. */
export type UserPlanned = { book: UserBook } | { fault: UserFault }

const withUser = (book: UserBook, user: AccessUser): UserBook => ({
  ...book,
  users: [...book.users.filter(({ name }) => name !== user.name), user],
})

/** Whether a name can be a user's. */
export const nameFault = (name: string): 'name' | 'reserved' | undefined =>
  !USER_NAME.test(name) ? 'name' : RESERVED.includes(name) ? 'reserved' : undefined

/** A new user, who must change the password that somebody else chose. */
export const addUser = (book: UserBook, user: { name: string; role: Role; hash: string }): UserPlanned => {
  const fault = nameFault(user.name)
  if (fault) return { fault }
  if (userNamed(book, user.name)) return { fault: 'exists' }
  if (book.users.length >= USERS_AT_MOST) return { fault: 'too-many' }
  return { book: withUser(book, { ...user, mustChange: true }) }
}

/** Without an engineer nobody could make users any more but by a challenge. */
const isLastEngineer = ({ users }: UserBook, user: AccessUser): boolean =>
  user.role === 'engineer' && users.filter(({ role }) => role === 'engineer').length === 1

export const removeUser = (book: UserBook, name: string, by: string): UserPlanned => {
  const user = userNamed(book, name)
  if (!user) return { fault: 'unknown' }
  if (name === by) return { fault: 'yourself' }
  if (isLastEngineer(book, user)) return { fault: 'last-engineer' }
  return { book: { ...book, users: book.users.filter((other) => other.name !== name) } }
}

export const changeRole = (book: UserBook, name: string, { role, by }: { role: Role; by: string }): UserPlanned => {
  const user = userNamed(book, name)
  if (!user) return { fault: 'unknown' }
  if (name === by) return { fault: 'yourself' }
  if (role !== 'engineer' && isLastEngineer(book, user)) return { fault: 'last-engineer' }
  return { book: withUser(book, { ...user, role }) }
}

/** A password of one's own stays; one that somebody else chose must be changed. */
export const changePassword = (
  book: UserBook,
  name: string,
  { hash, isOwn }: { hash: string; isOwn: boolean },
): UserPlanned => {
  const user = userNamed(book, name)
  return user ? { book: withUser(book, { ...user, hash, mustChange: !isOwn }) } : { fault: 'unknown' }
}

/** Whether the depot key that vouched for a user is trusted no more. */
export const isRevoked = ({ depot }: AccessUser, trustedKeys: readonly string[]): boolean =>
  depot !== undefined && !trustedKeys.includes(depot.key)

/** What a provisioning file comes to: the book with it, or why the file is not taken. */
export type Provisioned =
  | { book: UserBook; added: string[]; changed: string[]; removed: string[] }
  | { why: 'other-train' | 'known' | 'old' | 'too-many'; serial: number }

/** The user of a file: who has changed the password that this file gives keeps the own one. */
const provisionedUser = (
  book: UserBook,
  { name, role, hash }: ProvisioningFile['users'][number],
  key: string,
): AccessUser => {
  const before = userNamed(book, name)
  const keeps = before?.depot?.given === hash
  return {
    name,
    role,
    hash: keeps ? before.hash : hash,
    mustChange: keeps ? before.mustChange : true,
    depot: { key, given: hash },
  }
}

/**
 * Takes a provisioning file whose signature by `key` holds. Users belong to the key that signed them last: those of an earlier file of this key
 * that it does not name are removed, and so are those of keys that are trusted no more; users of other trusted keys and those made at the
 * console stay. A user whom the file names belongs to its key from now on. A serial number is taken once, and none below it after.
 */
export const provision = (
  book: UserBook,
  file: ProvisioningFile,
  { key, trainId, trustedKeys }: { key: string; trainId: string; trustedKeys: readonly string[] },
): Provisioned => {
  const last = book.serials[key] ?? 0
  if (file.train !== trainId) return { why: 'other-train', serial: last }
  if (file.serial <= last) return { why: file.serial === last ? 'known' : 'old', serial: last }
  const given = file.users.map((user) => provisionedUser(book, user, key))
  const names = given.map(({ name }) => name)
  const ends = (user: AccessUser): boolean => user.depot?.key === key || isRevoked(user, trustedKeys)
  const others = book.users.filter(({ name }) => !names.includes(name))
  const staying = others.filter((user) => !ends(user))
  if (staying.length + given.length > USERS_AT_MOST) return { why: 'too-many', serial: last }
  return {
    book: { users: [...staying, ...given], serials: { ...book.serials, [key]: file.serial } },
    added: names.filter((name) => !userNamed(book, name)),
    changed: given.flatMap((user) => {
      const before = userNamed(book, user.name)
      return before && (before.hash !== user.hash || before.role !== user.role) ? [user.name] : []
    }),
    removed: others.filter(ends).map(({ name }) => name),
  }
}
