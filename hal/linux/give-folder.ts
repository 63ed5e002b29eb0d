import { chmod, chown, lchown, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { TerminalError } from '../terminal-error.ts'
import { makeFolders } from './make-folder.ts'

/** Whose a folder is to be. */
export interface Owner {
  uid: number
  gid: number
}

const ROOT_UID = 0

const refused = (path: string, why: string, cause?: unknown): TerminalError =>
  new TerminalError({ code: 'storage-failed', device: path, retry: 'never', message: why, cause })

/** All that lies below, deepest first; links themselves, never what they lead to, and no file that has another name elsewhere. */
const giveContents = async (folder: string, { uid, gid }: Owner): Promise<void> => {
  for (const { name } of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, name)
    const found = await lstat(path)
    if (found.isDirectory()) await giveContents(path, { uid, gid })
    if (found.isDirectory() || found.nlink === 1) await lchown(path, uid, gid)
  }
}

/**
 * Makes a folder, or takes one that root has made, and gives it to its owner with all that is in it. Only root may. The folder itself goes
 * last: what is cut short is done again. One of somebody else is refused: what they put there is not walked through as root. Given
 * to root, the folder alone changes hands. Rejects with TerminalError `storage-failed`.
 */
export const giveFolder = async (path: string, owner: Owner, mode: number): Promise<void> => {
  try {
    await give(path, owner, mode)
  } catch (cause) {
    if (cause instanceof TerminalError) throw cause
    throw refused(
      path,
      `cannot be given to user ${owner.uid}: ${cause instanceof Error ? cause.message : cause}`,
      cause,
    )
  }
}

/**
 * Makes a folder root's again, with what is in it as it is: given away the next time, all of it goes. Only root may. What cannot be had, and what is
 * no folder, stays as it is.
 */
export const takeFolderBack = async (path: string): Promise<void> => {
  const found = await lstat(path).catch(() => undefined)
  if (!found?.isDirectory() || found.uid === ROOT_UID) return
  await lchown(path, ROOT_UID, ROOT_UID).catch(() => undefined)
}

const give = async (path: string, owner: Owner, mode: number): Promise<void> => {
  await makeFolders(path, 0o700)
  const found = await lstat(path)
  if (!found.isDirectory()) throw refused(path, 'is not a folder: move it away')
  if (![ROOT_UID, owner.uid].includes(found.uid) && owner.uid !== ROOT_UID)
    throw refused(path, `belongs to user ${found.uid}: chown --recursive ${owner.uid}:${owner.gid} ${path}`)
  if (found.uid === ROOT_UID && owner.uid !== ROOT_UID) await giveContents(path, owner)
  await chown(path, owner.uid, owner.gid)
  await chmod(path, mode)
}
