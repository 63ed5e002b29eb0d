import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

const codeOf = (cause: unknown): unknown => (cause instanceof Error && 'code' in cause ? cause.code : undefined)

/** Whether there is a folder of this name. */
export const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** What the file system said against it; nothing once the folder is there, whoever made it. */
const refusalToMake = async (path: string, mode: number): Promise<unknown> => {
  try {
    await mkdir(path, { mode })
    return undefined
  } catch (cause) {
    return (await isFolder(path)) ? undefined : cause
  }
}

/**
 * Makes a folder, and those above it, each in this mode, unless it is there; rejects with what the file system says, EEXIST where
 * something else stands. Step by step: the recursive `mkdir` of Node never ends where ENOENT is the refusal, as in /proc.
 */
export const makeFolders = async (path: string, mode = 0o777): Promise<void> => {
  const whole = resolve(path)
  let refusal = await refusalToMake(whole, mode)
  if (codeOf(refusal) === 'ENOENT' && dirname(whole) !== whole) {
    await makeFolders(dirname(whole), mode)
    refusal = await refusalToMake(whole, mode)
  }
  if (refusal !== undefined) throw refusal
}
