import { verify } from 'node:crypto'
import { readProvisioning } from '../../domain/provisioning.ts'
import { provision } from '../../plan/access-users.ts'
import { publicKeyOf } from '../ed25519.ts'
import type { Audit } from './audit.ts'
import type { UserStore } from './user-store.ts'

const list = (what: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${what} ${names.join(', ')}`]

const refusals = {
  'other-train': 'it is for another train',
  old: 'a later one was taken before',
  'too-many': 'with it there would be more than 64 users',
} as const

/**
 * Takes the depot's file of users, if it is signed by a trusted key, for this train, and not taken before. Answers what there is to tell: what
 * it changed, or why it was refused; nothing for one that is known.
 */
export const takeProvisioning = async (
  text: string,
  {
    store,
    audit,
    trainId,
    depotKeys,
  }: { store: UserStore; audit: Audit; trainId: string; depotKeys: Readonly<Record<string, string>> },
): Promise<{ text: string; isBad: boolean } | undefined> => {
  const refused = async (why: string): Promise<{ text: string; isBad: boolean }> => {
    const told = { text: `provisioning file refused: ${why}`, isBad: true }
    await audit.note({ kind: 'users', ...told }).catch(() => undefined)
    return told
  }
  const unread = store.unreadWhy()
  if (unread !== undefined) return refused(unread)
  const read = readProvisioning(text)
  if (typeof read === 'string') return refused(read)
  const signer = Object.entries(depotKeys).find(([, key]) =>
    verify(null, Buffer.from(read.signed), publicKeyOf(key), read.signature),
  )
  if (!signer) return refused('none of console.depotKeys has signed it')
  const [keyName, key] = signer
  const provisioned = provision(store.book(), read.file, { key, trainId, trustedKeys: Object.values(depotKeys) })
  if ('why' in provisioned) return provisioned.why === 'known' ? undefined : refused(refusals[provisioned.why])
  const { added, changed, removed } = provisioned
  const told = [
    `provisioning file ${read.file.serial}, signed by depot key ${keyName}`,
    ...list('adds', added),
    ...list('changes', changed),
    ...list('removes', removed),
  ].join('; ')
  try {
    await audit.note({ kind: 'users', text: told })
    await store.keepBook(provisioned.book)
    return { text: told, isBad: false }
  } catch (error) {
    return { text: `provisioning file not taken: ${error instanceof Error ? error.message : error}`, isBad: true }
  }
}
