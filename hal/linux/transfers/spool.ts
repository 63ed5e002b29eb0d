import { lstat, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NamedFile } from '../../file-transfer.ts'
import { makeFolders } from '../make-folder.ts'

/** Left for everybody else on the medium. */
const SPARE_BYTES = 8_388_608
const PREFIX = 'transfer-'
const OWNER_ONLY = 0o700

/** Whether a file of this size leaves enough on the medium. */
export const hasRoom = async (folder: string, bytes: number): Promise<boolean> => {
  await makeFolders(folder, OWNER_ONLY)
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize >= bytes + SPARE_BYTES
}

/** What stands in a spool while a file comes. */
export interface SpoolSeen {
  files: number
  bytes: number
  /** Left on the medium. */
  roomBytes: number
}

/** Looks at a spool that somebody else writes. */
export const lookAtSpool = async (spool: string): Promise<SpoolSeen> => {
  const names = await readdir(spool)
  const found = await Promise.all(names.map((name) => lstat(join(spool, name)).catch(() => undefined)))
  const { bavail, bsize } = await statfs(spool)
  return {
    files: names.length,
    bytes: found.reduce((sum, one) => sum + (one?.size ?? 0), 0),
    roomBytes: bavail * bsize,
  }
}

/** Why nothing more may come into it: one file of at most so many bytes was asked for, and the medium is for others too. */
export const spoolIsFull = (
  { files, bytes, roomBytes }: SpoolSeen,
  atMostBytes: number,
): 'too-many-files' | 'too-large' | 'no-room' | undefined => {
  if (files > 1) return 'too-many-files'
  if (bytes > atMostBytes) return 'too-large'
  return roomBytes < SPARE_BYTES ? 'no-room' : undefined
}

/** Runs with an empty folder for this one use, its owner's alone; it is gone afterwards, with all that is in it. */
export const withSpool = async <T>(folder: string, use: (spool: string) => Promise<T>): Promise<T> => {
  const spool = await mkdtemp(join(folder, PREFIX))
  try {
    return await use(spool)
  } finally {
    await rm(spool, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Takes away what a process that was killed has left. */
export const emptySpools = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) if (name.startsWith(PREFIX)) await rm(join(folder, name), { recursive: true, force: true })
}

/** Puts a file where the program finds it. */
export const putFile = (spool: string, { name, bytes }: NamedFile): Promise<void> =>
  writeFile(join(spool, name), bytes, { mode: 0o600, flag: 'wx' })

/** The plain files that came, at most two of them: more is as wrong as two. */
export const filesIn = async (spool: string, atMostBytes: number): Promise<readonly NamedFile[]> => {
  const names = await readdir(spool)
  const files: NamedFile[] = []
  for (const name of names.slice(0, 2)) {
    const path = join(spool, name)
    const found = await lstat(path)
    if (found.isFile() && found.size <= atMostBytes) files.push({ name, bytes: await readFile(path) })
  }
  return files
}
