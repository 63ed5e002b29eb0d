import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseRoute, type Route } from '../domain/route.ts'
import { UsageError } from '../usage-error.ts'
import type { Machine } from './machine.ts'

const ENDING = '.geojson'
const folder = join(import.meta.dirname, '..', '..', 'hardware', 'routes')

/** The lines that there are, by name. */
export const routeNames = async (): Promise<string[]> =>
  (await readdir(folder))
    .filter((file) => file.endsWith(ENDING))
    .map((file) => basename(file, ENDING))
    .sort()

/** Every line of `hardware/routes`: a train that joins another one finds itself on it. Throws UsageError that names what is wrong in a file. */
export const readRoutes = async (machine: Pick<Machine, 'readText'>): Promise<Route[]> =>
  Promise.all((await routeNames()).map((name) => readRoute(machine, name)))

/** A line of `hardware/routes`; throws UsageError that lists them, or that names what is wrong in the file. */
export const readRoute = async (machine: Pick<Machine, 'readText'>, name: string): Promise<Route> => {
  const names = await routeNames()
  if (!names.includes(name)) throw new UsageError(`unknown route "${name}"; routes: ${names.join(', ')}`)
  const file = join(folder, name + ENDING)
  const route = parseRoute(await machine.readText(file), file)
  if ('error' in route) throw new UsageError(route.error)
  return route
}
