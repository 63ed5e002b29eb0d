import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolders } from './make-folder.ts'
import { syncFolder } from './sync-folder.ts'

/** Puts a file in place whole or not at all, whenever power goes: written beside, on the medium, then renamed. Rejects with what the system says. */
export const replaceFile = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const folder = dirname(path)
  await makeFolders(folder)
  const beside = `${path}.new`
  const file = await open(beside, 'w', 0o644)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
  await syncFolder(folder)
}
