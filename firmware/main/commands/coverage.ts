import { stat } from 'node:fs/promises'
import { openStorage } from '../../../hal/linux/storage.ts'
import { wallUtcMs } from '../../../hal/linux/wall-clock.ts'
import { unpackChunk } from '../../domain/coverage-chunk.ts'
import { coverageGeoJson, mergeChunks } from '../../domain/coverage-geojson.ts'
import { UsageError } from '../../usage-error.ts'
import { STATE_FOLDER } from '../command-line/common-options.ts'
import { readText } from '../linux-machine.ts'
import { readRoutes } from '../read-route.ts'
import type { StopSignal } from '../stop-signal.ts'

type Chunk = NonNullable<ReturnType<typeof unpackChunk>>

/** The chunks in a state folder, whether its train is running or not. */
const chunksIn = async (folder: string): Promise<Chunk[]> => {
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isThere) throw new UsageError(`--state "${folder}": no such folder`)
  const storage = await openStorage(folder)
  const chunks: Chunk[] = []
  for (const name of await storage.records()) {
    if (!name.startsWith('coverage-') || name === 'coverage-index') continue
    const bytes = await storage.read(name)
    const chunk = bytes && unpackChunk(bytes)
    if (chunk) chunks.push(chunk)
    else process.stderr.write(`steppelink: ${folder}: ${name}: cannot be read, left out\n`)
  }
  return chunks
}

/** `coverage export`: the map as GeoJSON on stdout, of several trains merged. */
export const coverageExport = async (
  { state = [STATE_FOLDER] }: { state?: string[] },
  _stop: StopSignal,
): Promise<number> => {
  const chunks: Chunk[] = []
  for (const folder of state) chunks.push(...(await chunksIn(folder)))
  const routes = await readRoutes({ readText })
  process.stdout.write(`${JSON.stringify(coverageGeoJson(mergeChunks(chunks), { routes, utcMs: wallUtcMs() }))}\n`)
  return 0
}
