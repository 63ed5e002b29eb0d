import { createHash } from 'node:crypto'
import {
  type ConfigurationBook,
  type ConfigurationVersion,
  placed,
  placing,
  returned,
  settle,
} from '../../plan/configuration-book.ts'
import type { VersionStore } from './version-store.ts'

/** The train's file, where the services read it. */
export interface TrainFile {
  read(): Promise<string>
  /** Whole or not at all, whenever power goes; rejects when it cannot be written. */
  replace(text: string): Promise<void>
}

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Puts a new version in place: its text is kept first, so that a power cut leaves a file whose text is known. */
export const placeVersion = async (
  { store, file }: { store: VersionStore; file: TrainFile },
  {
    before,
    text,
    version,
    trial,
  }: {
    before: ConfigurationBook
    text: string
    version: Omit<ConfigurationVersion, 'number' | 'sha256'>
    trial?: { by: string } | undefined
  },
): Promise<ConfigurationBook> => {
  const { book, number } = placing(before, { ...version, sha256: sha256Of(text) }, trial)
  await store.keepText(number, text)
  await store.keepBook(book)
  await file.replace(text)
  const after = placed(book)
  await store.keepBook(after)
  return after
}

/** What a start found and did. */
export type Settled = {
  book: ConfigurationBook
  did: 'nothing' | 'adopted' | 'returned' | 'completed' | 'lost'
  /** Who made the trial that went back. */
  by?: string | undefined
  /** The file's text before. */
  before: string
}

/**
 * Makes file and book agree when the firmware starts: a version that nobody confirmed goes back, one that was being put in place is, and a file
 * that somebody changed beside us becomes a version. `nothing` also for the very first version; `lost` when the text to go back to is no longer there: the file then stays as it is.
 */
export const settleTrainFile = async (store: VersionStore, file: TrainFile): Promise<Settled> => {
  const book = await store.book()
  const text = await file.read()
  const settling = settle(book, sha256Of(text))
  if (settling.do === 'nothing') return { book, did: 'nothing', before: text }
  const wanted = settling.do === 'place' ? await store.text(settling.number) : undefined
  if (settling.do === 'adopt' || wanted === undefined) {
    const version = { author: 'file', why: 'as the file stood when the firmware started' }
    const adopted = await adopt(store, returned({ ...book, unconfirmed: undefined }), text, version)
    const didAdopt = book.versions.length === 0 ? 'nothing' : 'adopted'
    return { book: adopted, did: settling.do === 'adopt' ? didAdopt : 'lost', before: text }
  }
  await file.replace(wanted)
  const after = settling.why === 'unconfirmed' ? returned(book) : placed(book)
  await store.keepBook(after)
  const did = settling.why === 'unconfirmed' ? 'returned' : 'completed'
  return { book: after, did, by: book.unconfirmed?.by, before: text }
}

const adopt = async (
  store: VersionStore,
  before: ConfigurationBook,
  text: string,
  version: Omit<ConfigurationVersion, 'number' | 'sha256'>,
): Promise<ConfigurationBook> => {
  const { book, number } = placing(before, { ...version, sha256: sha256Of(text) })
  await store.keepText(number, text)
  const after = placed(book)
  await store.keepBook(after)
  return after
}
