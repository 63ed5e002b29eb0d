import { makeFolders } from '../../hal/linux/make-folder.ts'
import { UsageError } from '../usage-error.ts'

/** The code of a file system's refusal, such as `EACCES`. */
export const refusalOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)

/** Makes a folder, and those above it, unless it is there; rejects with UsageError that names it. */
export const makeFolder = async (path: string, mode = 0o777): Promise<void> => {
  try {
    await makeFolders(path, mode)
  } catch (cause) {
    throw new UsageError(
      `${path}: cannot be made a folder (${refusalOf(cause)}); choose another path or remove what stands there`,
      { cause },
    )
  }
}
