import { chmod, open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Storage } from '../storage.ts'
import { TerminalError } from '../terminal-error.ts'
import { makeFolders } from './make-folder.ts'
import { MAX_RECORD_BYTES, newestSlot, packSlot, SLOT_HEADER_BYTES, type Slot, unpackSlot } from './storage-slot.ts'
import { syncFolder } from './sync-folder.ts'

const RECORD_NAME = /^[a-z][a-z0-9-]{0,63}$/

const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : '')

const failed = (where: string, cause: unknown, what = 'cannot be kept or read'): TerminalError =>
  new TerminalError({
    code: 'storage-failed',
    device: where,
    retry: ['ENOSPC', 'EIO', 'EAGAIN', 'EMFILE'].includes(codeOf(cause)) ? 'backoff' : 'never',
    message: `${what} (${codeOf(cause) || String(cause)})`,
    cause,
  })

/** Nothing where there is no file, or one too long to be ours. */
const readSlot = async (path: string): Promise<Slot | undefined> => {
  try {
    const { size } = await stat(path)
    if (size > MAX_RECORD_BYTES + SLOT_HEADER_BYTES) return undefined
    return unpackSlot(await readFile(path))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw failed(path, cause)
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (cause) => {
      if (codeOf(cause) === 'ENOENT') return false
      throw failed(path, cause)
    },
  )

const writeDurably = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** One record: two files that are written in turn, so that the newer one is never touched while it is all there is. */
class StoredRecord {
  readonly #folder: string
  readonly #paths: readonly [string, string]
  #running: Promise<void> | undefined
  /** Waits for the write that runs; a later one takes its place, and both resolve when that is durable. */
  #waiting: { bytes: Uint8Array; done: Promise<void> } | undefined

  constructor(folder: string, name: string) {
    this.#folder = folder
    this.#paths = [join(folder, `${name}.0`), join(folder, `${name}.1`)]
  }

  async read(): Promise<Uint8Array | undefined> {
    return newestSlot(await this.#slots())?.payload
  }

  async has(): Promise<boolean> {
    const found = await Promise.all(this.#paths.map(isThere))
    return found.includes(true)
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#waiting) {
      this.#waiting.bytes = bytes
      return this.#waiting.done
    }
    if (!this.#running) return this.#run(bytes)
    const waiting = { bytes, done: this.#running.catch(() => undefined).then(() => this.#runWaiting()) }
    this.#waiting = waiting
    return waiting.done
  }

  #slots(): Promise<[Slot | undefined, Slot | undefined]> {
    return Promise.all([readSlot(this.#paths[0]), readSlot(this.#paths[1])])
  }

  #runWaiting(): Promise<void> {
    const bytes = this.#waiting?.bytes ?? new Uint8Array()
    this.#waiting = undefined
    return this.#run(bytes)
  }

  #run(bytes: Uint8Array): Promise<void> {
    const running = this.#writeOlder(bytes).finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }

  async #writeOlder(bytes: Uint8Array): Promise<void> {
    const slots = await this.#slots()
    const newest = newestSlot(slots)
    const path = this.#paths[newest !== undefined && newest === slots[0] ? 1 : 0]
    try {
      await writeDurably(path, packSlot({ sequence: (newest?.sequence ?? 0n) + 1n, payload: bytes }))
      await syncFolder(this.#folder)
    } catch (cause) {
      throw failed(path, cause)
    }
  }
}

/** A folder of records, which can tell their names. */
export interface FolderStorage extends Storage {
  records(): Promise<string[]>
}

const recordsIn = async (folder: string): Promise<string[]> => {
  try {
    const names = (await readdir(folder)).flatMap((file) => /^(.+)\.[01]$/.exec(file)?.[1] ?? [])
    return [...new Set(names)].filter((name) => RECORD_NAME.test(name)).sort()
  } catch (cause) {
    throw failed(folder, cause)
  }
}

const OWNER_ONLY = 0o700
/** Its group may pass through, to folders below it that are somebody else's. */
const MUST_NOT = 0o067

const makePrivateFolder = async (folder: string): Promise<void> => {
  try {
    await makeFolders(folder, OWNER_ONLY)
    const { mode } = await stat(folder)
    if ((mode & MUST_NOT) === 0) return
    await chmod(folder, mode & OWNER_ONLY).catch((cause: unknown) => {
      // What is on a medium that has turned read-only is there to be read all the same; each write says why it fails.
      if (codeOf(cause) !== 'EROFS') throw cause
    })
  } catch (cause) {
    throw failed(folder, cause, codeOf(cause) === 'EEXIST' ? 'is not a folder' : 'cannot be made a folder of records')
  }
}

/**
 * Records in a folder that is made for this user alone (0700). A record is two files of at most 4 MiB written in turn, each
 * with a sequence number and a checksum, on the medium before `write` resolves. One process writes a record, any may read it.
 * Rejects with TerminalError `storage-failed` when the folder cannot be made.
 */
export const openStorage = async (folder: string): Promise<FolderStorage> => {
  await makePrivateFolder(folder)
  const records = new Map<string, StoredRecord>()
  const recordOf = (name: string): StoredRecord => {
    if (!RECORD_NAME.test(name)) throw new RangeError(`"${name}" names no record: lower-case letters, digits and -`)
    const record = records.get(name) ?? new StoredRecord(folder, name)
    records.set(name, record)
    return record
  }
  return {
    records: () => recordsIn(folder),
    read: async (name) => recordOf(name).read(),
    has: async (name) => recordOf(name).has(),
    write: async (name, bytes) => {
      if (bytes.length > MAX_RECORD_BYTES)
        throw failed(join(folder, name), `${bytes.length} bytes are more than ${MAX_RECORD_BYTES}`)
      // A copy: the caller may go on writing into its own.
      await recordOf(name).write(bytes.slice())
    },
  }
}
