import { constants } from 'node:fs'
import { type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type AppendLog, bytesOfLine, LINE_BYTES_AT_MOST } from '../append-log.ts'
import { TerminalError } from '../terminal-error.ts'
import { makeFolders } from './make-folder.ts'
import { syncFolder } from './sync-folder.ts'

/** How a log is cut into files and for how long they are kept. */
export interface AppendLogOptions {
  folder: string
  /** Files are `NAME-000001.log`, counted up. */
  name: string
  /** A file that has grown beyond this is followed by another. */
  fileBytes: number
  /** The newest files that are kept, 2 or more. */
  mostFiles: number
  /** Whether a file may go before that, by its last line and the log's last. */
  isExpired?(oldest: string, newest: string): boolean
}

const LF = 0x0a
/** A torn line, the whole one before it, and the end of one more. */
const TAIL_BYTES = 2 * LINE_BYTES_AT_MOST + 1

const isNoFolder = (cause: unknown): boolean =>
  cause instanceof Error &&
  'syscall' in cause &&
  cause.syscall === 'scandir' &&
  'code' in cause &&
  cause.code === 'ENOENT'

const failed = (folder: string, cause: unknown): TerminalError =>
  new TerminalError({
    code: 'storage-failed',
    device: folder,
    retry: 'backoff',
    message: isNoFolder(cause)
      ? 'there is no log here'
      : `cannot write or read its log (${cause instanceof Error ? cause.message : String(cause)})`,
    cause,
  })

/** Cuts off what a power cut left of a last line; answers the last whole one. */
const mend = async (file: FileHandle): Promise<string | undefined> => {
  const { size } = await file.stat()
  const from = Math.max(0, size - TAIL_BYTES)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
  const tail = buffer.subarray(0, bytesRead)
  const end = tail.lastIndexOf(LF)
  if (end + 1 < tail.length) {
    await file.truncate(from + end + 1)
    await file.sync()
  }
  const start = end <= 0 ? 0 : tail.lastIndexOf(LF, end - 1) + 1
  return end < 0 ? undefined : tail.toString('utf8', start, end)
}

class LinuxAppendLog implements AppendLog {
  readonly #options: AppendLogOptions
  #files: number[]
  #file: FileHandle
  /** What is good of the file: whole lines that are durable. */
  #bytes: number
  /** Behind them may be what a failed write left. */
  #isTorn = false
  #last: string | undefined
  #writing: Promise<void> = Promise.resolve()

  private constructor(
    options: AppendLogOptions,
    opened: { files: number[]; file: FileHandle; bytes: number; last: string | undefined },
  ) {
    this.#options = options
    this.#files = opened.files
    this.#file = opened.file
    this.#bytes = opened.bytes
    this.#last = opened.last
  }

  static async open(options: AppendLogOptions): Promise<LinuxAppendLog> {
    await makeFolders(options.folder, 0o700)
    const files = await filesOf(options)
    if (files.length === 0) files.push(1)
    const file = await openDurably(options, files.at(-1) ?? 1)
    const own = await mend(file)
    const last = own ?? (await LinuxAppendLog.#lastOf(options, files.at(-2)))
    return new LinuxAppendLog(options, { files, file, bytes: (await file.stat()).size, last })
  }

  static async #lastOf(options: AppendLogOptions, index: number | undefined): Promise<string | undefined> {
    if (index === undefined) return undefined
    const file = await open(pathOf(options, index), constants.O_RDWR)
    try {
      return await mend(file)
    } finally {
      await file.close()
    }
  }

  append(line: string): Promise<void> {
    const written = this.#writing.then(() => this.#write(line))
    this.#writing = written.catch(() => {})
    return written
  }

  async last(): Promise<string | undefined> {
    await this.#writing
    return this.#last
  }

  async *lines(): AsyncIterable<string> {
    await this.#writing
    yield* readAppendLog(this.#options)
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#file.close()
  }

  async #write(line: string): Promise<void> {
    const bytes = bytesOfLine(line)
    try {
      await this.#untear()
      if (this.#bytes >= this.#options.fileBytes) await this.#turn()
      await this.#add(bytes)
      this.#last = line
    } catch (cause) {
      throw failed(this.#options.folder, cause)
    }
  }

  async #add(bytes: Uint8Array): Promise<void> {
    try {
      await this.#file.appendFile(bytes)
      await this.#file.datasync()
      this.#bytes += bytes.length
    } catch (cause) {
      this.#isTorn = true
      // At once, so that nobody reads a line that was rejected; when that fails too, before the next write.
      await this.#untear().catch(() => undefined)
      throw cause
    }
  }

  async #untear(): Promise<void> {
    if (!this.#isTorn) return
    await this.#file.truncate(this.#bytes)
    await this.#file.sync()
    this.#isTorn = false
  }

  async #turn(): Promise<void> {
    const next = (this.#files.at(-1) ?? 0) + 1
    const before = this.#file
    this.#file = await openDurably(this.#options, next)
    this.#bytes = 0
    this.#files.push(next)
    await before.close()
    for (let oldest = this.#files[0]; oldest !== undefined && (await this.#mayGo(oldest)); oldest = this.#files[0]) {
      await rm(pathOf(this.#options, oldest), { force: true })
      this.#files.shift()
    }
  }

  async #mayGo(index: number): Promise<boolean> {
    const { mostFiles, isExpired } = this.#options
    if (this.#files.length > mostFiles) return true
    if (this.#files.length <= 2 || !isExpired || this.#last === undefined) return false
    const line = await LinuxAppendLog.#lastOf(this.#options, index)
    return line !== undefined && isExpired(line, this.#last)
  }
}

const pathOf = ({ folder, name }: Pick<AppendLogOptions, 'folder' | 'name'>, index: number): string =>
  join(folder, `${name}-${String(index).padStart(6, '0')}.log`)

/** A file to add to, whose entry in its folder is on the medium. */
const openDurably = async (options: AppendLogOptions, index: number): Promise<FileHandle> => {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND
  const file = await open(pathOf(options, index), flags, 0o600)
  try {
    await syncFolder(options.folder)
    return file
  } catch (cause) {
    await file.close()
    throw cause
  }
}

const filesOf = async ({ folder, name }: Pick<AppendLogOptions, 'folder' | 'name'>): Promise<number[]> => {
  const form = new RegExp(`^${name}-(\\d{6})\\.log$`)
  const found = (await readdir(folder)).flatMap((file) => form.exec(file)?.[1] ?? [])
  return found.map(Number).sort((a, b) => a - b)
}

/** A file's whole lines; none when it went meanwhile, as the oldest do. What follows the last line end is being written. */
const linesIn = async (path: string): Promise<string[]> => {
  try {
    return (await readFile(path, 'utf8')).split('\n').slice(0, -1)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  }
}

/**
 * Every whole line of a log, oldest first, whoever writes it meanwhile; rejects with TerminalError `storage-failed` when its folder
 * or a file of it cannot be read.
 */
export async function* readAppendLog(options: Pick<AppendLogOptions, 'folder' | 'name'>): AsyncGenerator<string> {
  const reading = <T>(what: Promise<T>): Promise<T> =>
    what.catch((cause) => {
      throw failed(options.folder, cause)
    })
  for (const index of await reading(filesOf(options))) yield* await reading(linesIn(pathOf(options, index)))
}

/** Opens a log in a folder that only this user can enter; a torn last line is cut off. Rejects with TerminalError `storage-failed`. */
export const openAppendLog = async (options: AppendLogOptions): Promise<AppendLog> => {
  try {
    return await LinuxAppendLog.open(options)
  } catch (cause) {
    throw failed(options.folder, cause)
  }
}
