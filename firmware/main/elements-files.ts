import { basename, join } from 'node:path'
import { inSlices } from '../../hal/slices.ts'
import type { ElementSet } from '../domain/elements.ts'
import { parseElements, readElements } from '../domain/elements-file.ts'
import { type Barred, parseBarred } from '../domain/elements-import.ts'
import { UsageError } from '../usage-error.ts'
import type { Machine } from './machine.ts'
import { sayError } from './say-error.ts'

type Reader = Pick<Machine, 'readText'>

/** Elements with the satellites that are not to be followed. */
export interface ElementsInUse {
  elements: ElementSet
  barred: readonly Barred[]
}

/** Where an import for a train's state folder puts elements that its configuration names as `configured`. */
export const importedElements = (stateFolder: string, configured: string): string =>
  join(stateFolder, 'elements', basename(configured))

/** Beside a file of elements: the set before it, and who is left alone. */
export const besideElements = (file: string): { previous: string; quarantine: string } => ({
  previous: `${file}.previous`,
  quarantine: `${file}.quarantine.json`,
})

const textOrNone = async (machine: Reader, file: string): Promise<string | undefined> => {
  try {
    return await machine.readText(file)
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

type Parse = (
  text: string,
  file: string,
) => ReturnType<typeof parseElements> | Promise<ReturnType<typeof parseElements>>

/** Reads a file of elements and its quarantines; `undefined` when there is none. Throws UsageError for one without a good set. */
export const readElementsAt = async (
  machine: Reader,
  file: string,
  parse: Parse = parseElements,
): Promise<ElementsInUse | undefined> => {
  const text = await textOrNone(machine, file)
  if (text === undefined) return undefined
  const elements = await parse(text, file)
  if ('error' in elements) throw new UsageError(elements.error)
  const quarantine = await textOrNone(machine, besideElements(file).quarantine)
  return { elements, barred: quarantine === undefined ? [] : parseBarred(quarantine) }
}

/** Elements as a start wants them: the imported ones, else the set before them, else the configured ones; throws UsageError without any. */
export const readElementsInUse = async (
  machine: Reader,
  { stateFolder, configured }: { stateFolder: string; configured: string },
): Promise<ElementsInUse> => {
  const imported = importedElements(stateFolder, configured)
  for (const file of [imported, besideElements(imported).previous, configured]) {
    try {
      const found = await readElementsAt(machine, file)
      if (found) return found
    } catch (error) {
      if (!(error instanceof UsageError) || file === configured) throw error
      sayError(error)
    }
  }
  // It is not there: this says so.
  await machine.readText(configured)
  throw new UsageError(`${configured}: there is no such file`)
}

/**
 * Elements as a running train takes them: the newest or none, read in slices, for who asks is aiming. Throws UsageError when those that were
 * imported are bad.
 */
export const reloadElements = async (
  machine: Reader & Pick<Machine, 'clock'>,
  { stateFolder, configured }: { stateFolder: string; configured: string },
): Promise<ElementsInUse> => {
  const parse: Parse = (text, file) => inSlices(readElements(text, file), machine.clock)
  const imported = await readElementsAt(machine, importedElements(stateFolder, configured), parse)
  const found = imported ?? (await readElementsAt(machine, configured, parse))
  if (!found) throw new UsageError(`${configured}: there is no such file`)
  return found
}
