import { existsSync } from 'node:fs'
import { join, normalize } from 'node:path'
import test, { type ExecutionContext } from 'ava'

const projectRoot = join(import.meta.dirname, '..')

/** Absolute path of a file or folder below `../shared/data`, `undefined` where it is not; `STEPPELINK_SHARED` moves `../shared`. */
export const sharedData = (path: string): string | undefined => {
  const shared = process.env['STEPPELINK_SHARED'] || join(projectRoot, '..', 'shared')
  const found = join(shared, 'data', normalize(path))
  return existsSync(found) ? found : undefined
}

/** A test of data that is not committed: `dataPath` is the absolute path of what was asked for. */
export type SharedTest = (t: ExecutionContext, dataPath: string) => void | Promise<void>

/** Registers a test that needs `../shared/data/PATH`; where that is missing, its title says so and the run counts it as skipped. */
export const testWithShared = (title: string, path: string, body: SharedTest): void => {
  const dataPath = sharedData(path)
  if (dataPath) test(title, (t) => body(t, dataPath))
  else test(`${title} (needs ../shared/data/${path}, not here)`, (t) => t.pass())
}
