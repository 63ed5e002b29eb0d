import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseTerritory, type Territory } from '../domain/territory.ts'
import { UsageError } from '../usage-error.ts'
import type { Machine } from './machine.ts'

const ENDING = '.geojson'
const folder = join(import.meta.dirname, '..', '..', 'hardware', 'territories')

/** The licence areas that there are, by name. */
export const territoryNames = async (): Promise<string[]> =>
  (await readdir(folder))
    .filter((file) => file.endsWith(ENDING))
    .map((file) => basename(file, ENDING))
    .sort()

/** A licence area of `hardware/territories`; throws UsageError that lists them, or that names what is wrong in the file. */
export const readTerritory = async (machine: Pick<Machine, 'readText'>, name: string): Promise<Territory> => {
  const names = await territoryNames()
  if (!names.includes(name)) throw new UsageError(`unknown territory "${name}"; territories: ${names.join(', ')}`)
  const file = join(folder, name + ENDING)
  const territory = parseTerritory(await machine.readText(file), file)
  if ('error' in territory) throw new UsageError(territory.error)
  return territory
}
