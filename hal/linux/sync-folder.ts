import { open } from 'node:fs/promises'

/** A folder's entry is durable only when the folder itself was written. Rejects with what the system says. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
