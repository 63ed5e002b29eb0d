import type { ElementSet } from '../domain/elements.ts'
import { parseElements } from '../domain/elements-file.ts'
import { UsageError } from '../usage-error.ts'
import { readText } from './linux-machine.ts'

/** Reads a file of elements in any form; says on stderr which sets were left out; throws UsageError without a good one. */
export const readElementsFile = async (file: string): Promise<ElementSet> => {
  const elements = parseElements(await readText(file), file)
  if ('error' in elements) throw new UsageError(elements.error)
  const [first] = elements.rejected
  if (first)
    process.stderr.write(
      `steppelink: ${file}: ${elements.rejected.length} of ${elements.satellites.length + elements.rejected.length} sets left out; the first, ${first.name} (${first.line}): ${first.reason}\n`,
    )
  return elements
}
