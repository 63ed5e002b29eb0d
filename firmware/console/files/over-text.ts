import type { NamedFile } from '../../../hal/file-transfer.ts'
import type { CommandContext, Outcome } from '../command.ts'
import { sha256Of } from './file-of.ts'
import { refused } from './over-line.ts'
import { TextFileReader, textFileLines } from './text-file.ts'
import { TextKeys } from './text-keys.ts'

/** A person copies, looks and pastes again; sooner than a session without a key is locked. */
const SILENT_MS = 90_000
const LINE_AT_MOST = 200
const NAMED_AT_MOST = 40
const LINE_END = /[\r\n]/

type Line = ReturnType<CommandContext['openRaw']>

/** What comes goes to `take`, but for Ctrl-C and a BREAK, which end what runs. */
const listen = (line: Line, take: (bytes: Uint8Array) => void = () => undefined): void => {
  const keys = new TextKeys()
  line.onData((bytes) => {
    const key = keys.take(bytes)
    if (key === 'break') line.broke()
    else if (key === 'interrupt') line.interrupt()
    else take(bytes)
  })
}

/** Writes a file as lines that a terminal program can keep; as fast as its line takes them, and never a page at a time. */
export const exportText = async (context: CommandContext, file: NamedFile): Promise<Outcome> => {
  const line = context.openRaw()
  listen(line)
  try {
    for (const text of textFileLines(file)) {
      if (context.ended.aborted) return refused(context.text('files.failed-interrupted'))
      await line.write(Buffer.from(`${text}\r\n`))
      line.progressed()
    }
  } catch {
    return refused(context.text('files.text-stuck'))
  } finally {
    line.close()
  }
  const { name, bytes } = file
  return { lines: [], data: { name, bytes: bytes.length, sha256: sha256Of(bytes) } }
}

/** `3, 4, 17`, and how many more. */
const numbersText = (numbers: readonly number[]): string => {
  const more = numbers.length - NAMED_AT_MOST
  return `${numbers.slice(0, NAMED_AT_MOST).join(', ')}${more > 0 ? ` … +${more}` : ''}`
}

type Imported = { file: NamedFile } | { refusal: Outcome }

/** One file that is pasted into the terminal. */
class TextImport {
  readonly #context: CommandContext
  readonly #reader: TextFileReader
  readonly #ending = Promise.withResolvers<Imported>()
  #rest = ''
  #damaged = 0
  #line: Line | undefined
  #endSilence = (): void => undefined

  constructor(context: CommandContext, atMostBytes: number) {
    this.#context = context
    this.#reader = new TextFileReader(atMostBytes)
  }

  async run(): Promise<Imported> {
    const line = this.#context.openRaw()
    this.#line = line
    listen(line, (bytes) => this.#take(Buffer.from(bytes).toString('latin1')))
    this.#watchSilence()
    this.#context.ended.addEventListener('abort', () => this.#refuse('files.failed-interrupted'), { once: true })
    try {
      return await this.#ending.promise
    } finally {
      this.#endSilence()
      line.close()
    }
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split(LINE_END)
    this.#rest = (lines.pop() ?? '').slice(0, LINE_AT_MOST)
    for (const one of lines) this.#takeLine(one)
  }

  #takeLine(line: string): void {
    const { say, text } = this.#context
    const read = this.#reader.take(line)
    if (read.kind === 'damaged') this.#damaged++
    // Noise has no checksum.
    else if (line.trim() !== '') this.#hearLine()
    if (read.kind === 'too-large') this.#refuse('files.text-too-large')
    if (read.kind === 'begin') say(text('files.text-no-begin'))
    if (read.kind === 'other-hash') say(text('files.text-other-hash'))
    if (read.kind === 'missing') {
      say(text('files.text-missing', { lines: numbersText(read.lines), damaged: this.#damaged }))
      this.#damaged = 0
    }
    if (read.kind === 'done') this.#ending.resolve({ file: read.file })
  }

  #hearLine(): void {
    this.#line?.progressed()
    this.#watchSilence()
  }

  #refuse(key: 'files.failed-interrupted' | 'files.text-too-large' | 'files.text-silent'): void {
    this.#ending.resolve({ refusal: refused(this.#context.text(key)) })
  }

  #watchSilence(): void {
    this.#endSilence()
    this.#endSilence = this.#context.clock.after(SILENT_MS, () => this.#refuse('files.text-silent'))
  }
}

/** Reads a file that is pasted as lines; those that are lost or damaged are named, and taken when they come again. */
export const importText = (context: CommandContext, atMostBytes: number): Promise<Imported> => {
  context.say(context.text('files.text-waiting', { most: Math.floor(atMostBytes / 1_000) }))
  return new TextImport(context, atMostBytes).run()
}
