import { mkdir } from 'node:fs/promises'
import { UsageError } from '../usage-error.ts'

/** Makes a folder, and those above it, unless it is there; rejects with UsageError that names it. */
export const makeFolder = async (path: string, mode?: number): Promise<void> => {
  try {
    await mkdir(path, { recursive: true, ...(mode !== undefined && { mode }) })
  } catch (cause) {
    throw new UsageError(`${path}: cannot be made a folder; choose another path or remove what stands there`, { cause })
  }
}
