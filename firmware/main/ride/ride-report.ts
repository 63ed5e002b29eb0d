import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../usage-error.ts'
import { makeFolder, refusalOf } from '../make-folder.ts'

const openFile = async (path: string): Promise<FileHandle> => {
  try {
    return await open(path, 'w')
  } catch (cause) {
    throw new UsageError(`${path}: cannot be written (${refusalOf(cause)}); choose another folder for --report`, {
      cause,
    })
  }
}

/** The files of `ride --report`: open before anything starts, so that a folder that cannot be written is told then. */
export class RideReport {
  readonly #folder: string
  readonly #events: FileHandle
  readonly #summary: FileHandle
  #writing: Promise<void> = Promise.resolve()
  #failure: unknown

  private constructor(folder: string, { events, summary }: { events: FileHandle; summary: FileHandle }) {
    this.#folder = folder
    this.#events = events
    this.#summary = summary
  }

  /** Rejects with UsageError that names the folder or file. */
  static async open(folder: string): Promise<RideReport> {
    await makeFolder(folder)
    const events = await openFile(join(folder, 'events.jsonl'))
    return new RideReport(folder, { events, summary: await openFile(join(folder, 'summary.json')) })
  }

  addEvent(event: object): void {
    this.#write(this.#events, `${JSON.stringify(event)}\n`)
  }

  setSummary(summary: object): void {
    this.#write(this.#summary, `${JSON.stringify(summary, null, 2)}\n`)
  }

  /** Rejects with UsageError when something could not be written. */
  async close(): Promise<void> {
    await this.#writing
    await Promise.all([this.#events.close(), this.#summary.close()])
    if (this.#failure !== undefined)
      throw new UsageError(`${this.#folder}: the report could not be written whole (${refusalOf(this.#failure)})`, {
        cause: this.#failure,
      })
  }

  #write(file: FileHandle, text: string): void {
    this.#writing = this.#writing
      .then(() => file.appendFile(text))
      .catch((cause: unknown) => {
        this.#failure ??= cause
      })
  }
}
