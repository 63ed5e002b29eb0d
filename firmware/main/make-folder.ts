import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../usage-error.ts'

/** The code of a file system's refusal, such as `EACCES`. */
export const refusalOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)

/** Step by step: the recursive `mkdir` of Node never ends on a file system that refuses with ENOENT, as /proc does. */
const make = async (path: string, mode: number): Promise<void> => {
  try {
    await mkdir(path, { mode })
  } catch (cause) {
    if (refusalOf(cause) === 'ENOENT' && dirname(path) !== path) {
      await make(dirname(path), 0o777)
      await mkdir(path, { mode })
    } else if (!(await isFolder(path))) throw cause
  }
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** Makes a folder, and those above it, unless it is there; rejects with UsageError that names it. */
export const makeFolder = async (path: string, mode = 0o777): Promise<void> => {
  try {
    await make(resolve(path), mode)
  } catch (cause) {
    throw new UsageError(
      `${path}: cannot be made a folder (${refusalOf(cause)}); choose another path or remove what stands there`,
      { cause },
    )
  }
}
