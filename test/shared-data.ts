import test, { type ExecutionContext } from 'ava'
import { sharedData } from './shared-path.ts'

/** A test of data that is not committed: `dataPath` is the absolute path of what was asked for. */
export type SharedTest = (t: ExecutionContext, dataPath: string) => void | Promise<void>

/** Registers a test that needs `../shared/data/PATH`; where that is missing, its title says so and the run counts it as skipped. */
export const testWithShared = (title: string, path: string, body: SharedTest): void => {
  const dataPath = sharedData(path)
  if (dataPath) test(title, (t) => body(t, dataPath))
  else test(`${title} (needs ../shared/data/${path}, not here)`, (t) => t.pass())
}
