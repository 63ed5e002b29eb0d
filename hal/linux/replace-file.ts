import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolders } from './make-folder.ts'
import { syncFolder } from './sync-folder.ts'

const writeDurably = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const file = await open(path, 'w', 0o644)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Puts a file in place whole or not at all, whenever power goes: written beside, on the medium, then renamed. Rejects with what the system says. */
export const replaceFile = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const folder = dirname(path)
  await makeFolders(folder)
  const beside = `${path}.new`
  try {
    await writeDurably(beside, bytes)
    await rename(beside, path)
  } catch (cause) {
    // A medium that is full must not stay full of what did not fit.
    await rm(beside, { force: true }).catch(() => {})
    throw cause
  }
  await syncFolder(folder)
}
