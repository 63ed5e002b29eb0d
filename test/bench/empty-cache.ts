import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs with an environment in which our programs find an empty compile cache, as on their very first start. */
export const withEmptyCache = async <T>(run: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-cache-'))
  try {
    return await run({ ...process.env, CACHE_DIRECTORY: folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
