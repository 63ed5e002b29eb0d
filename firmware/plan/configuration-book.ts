/** One text of the train's file, as it once was in force or was about to be. */
export interface ConfigurationVersion {
  /** From 1, never given twice. */
  number: number
  author: string
  why: string
  sha256: string
  /** When it was made, where a trusted time was known. */
  utcMs?: number | undefined
}

/** Which versions of the train's file there are, and which is in force. */
export interface ConfigurationBook {
  /** The oldest first. */
  versions: readonly ConfigurationVersion[]
  /** The version in force. */
  active: number
  /** Goes back to `from` by itself unless somebody confirms it. */
  unconfirmed?: { from: number; by: string } | undefined
  /** Being put in place: after a power cut it is not known whether the file is this one's or the one before it. */
  placing?: number | undefined
}

/** Older ones are forgotten, but never the one in force nor the one to go back to. */
const VERSIONS_KEPT = 20

export const emptyBook: ConfigurationBook = { versions: [], active: 0 }

export const versionOf = ({ versions }: ConfigurationBook, number: number): ConfigurationVersion | undefined =>
  versions.find((version) => version.number === number)

const nextNumber = ({ versions }: ConfigurationBook): number => (versions.at(-1)?.number ?? 0) + 1

const bounded = (book: ConfigurationBook): ConfigurationBook => {
  const needed = [book.active, book.unconfirmed?.from, book.placing]
  const tooMany = book.versions.length - VERSIONS_KEPT
  const old = book.versions.filter(({ number }) => !needed.includes(number)).slice(0, Math.max(0, tooMany))
  return { ...book, versions: book.versions.filter((version) => !old.includes(version)) }
}

/**
 * A new version that is about to be put in place. With `trial` it stays only if somebody confirms it: a trial on top of a trial goes back to
 * where the first began, and one without confirms what was on trial.
 */
export const placing = (
  book: ConfigurationBook,
  version: Omit<ConfigurationVersion, 'number'>,
  trial?: { by: string },
): { book: ConfigurationBook; number: number } => {
  const number = nextNumber(book)
  const unconfirmed = trial && { from: book.unconfirmed?.from ?? book.active, by: trial.by }
  const versions = [...book.versions, { ...version, number }]
  return { book: bounded({ versions, active: book.active, unconfirmed, placing: number }), number }
}

/** What was being put in place stands in the file. */
export const placed = ({ placing: number, ...book }: ConfigurationBook): ConfigurationBook =>
  bounded({ ...book, active: number ?? book.active })

/** What was being put in place could not be: it is as before, but for a number that is spent. */
export const notPlaced = (before: ConfigurationBook, { versions }: ConfigurationBook): ConfigurationBook => ({
  ...before,
  versions,
})

/** The version in force stays. */
export const confirmed = ({ versions, active }: ConfigurationBook): ConfigurationBook => ({ versions, active })

/** What has to be done when the firmware starts, or its keeper does. */
export type Settling =
  | { do: 'nothing' }
  /** The file must be this version's text. */
  | { do: 'place'; number: number; why: 'cut' | 'unconfirmed' }
  /** Somebody changed the file beside us: it is in force, and becomes a version. */
  | { do: 'adopt' }

/** Back at the version where the trial began. */
export const returned = ({ versions, active, unconfirmed }: ConfigurationBook): ConfigurationBook => ({
  versions,
  active: unconfirmed?.from ?? active,
})

/**
 * Finds out how the file stands after a restart or a power cut. What nobody confirmed goes back; what was being put in place when power
 * went is put in place, or goes back likewise when it was on trial.
 */
export const settle = (book: ConfigurationBook, fileSha256: string): Settling => {
  const { unconfirmed, placing, active } = book
  if (unconfirmed) return { do: 'place', number: unconfirmed.from, why: 'unconfirmed' }
  if (placing !== undefined) return { do: 'place', number: placing, why: 'cut' }
  return versionOf(book, active)?.sha256 === fileSha256 ? { do: 'nothing' } : { do: 'adopt' }
}
