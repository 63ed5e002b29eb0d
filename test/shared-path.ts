import { existsSync } from 'node:fs'
import { join, normalize } from 'node:path'

const projectRoot = join(import.meta.dirname, '..')

/** Absolute path of a file or folder below `../shared/data`, `undefined` where it is not; `STEPPELINK_SHARED` moves `../shared`. */
export const sharedData = (path: string): string | undefined => {
  const shared = process.env['STEPPELINK_SHARED'] || join(projectRoot, '..', 'shared')
  const found = join(shared, 'data', normalize(path))
  return existsSync(found) ? found : undefined
}
