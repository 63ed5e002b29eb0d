import type { Stats } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolders } from './make-folder.ts'
import { syncFolder } from './sync-folder.ts'

/** Who may read a file, and whose it is. */
type Rights = Pick<Stats, 'mode' | 'uid' | 'gid'>

const writeDurably = async (path: string, bytes: Uint8Array | string, rights: Rights | undefined): Promise<void> => {
  const file = await open(path, 'w', rights ? 0o600 : 0o644)
  try {
    if (rights) {
      // Only root can keep what is another's; a file of our own is ours again.
      await file.chown(rights.uid, rights.gid).catch(() => {})
      await file.chmod(rights.mode & 0o777)
    }
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Puts a file in place whole or not at all, whenever power goes: written beside, on the medium, then renamed. Who may read the earlier one may read it too. Rejects with what the system says. */
export const replaceFile = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const folder = dirname(path)
  await makeFolders(folder)
  const beside = `${path}.new`
  const before = await stat(path).catch(() => undefined)
  try {
    await writeDurably(beside, bytes, before)
    await rename(beside, path)
  } catch (cause) {
    // A medium that is full must not stay full of what did not fit.
    await rm(beside, { force: true }).catch(() => {})
    throw cause
  }
  await syncFolder(folder)
}
