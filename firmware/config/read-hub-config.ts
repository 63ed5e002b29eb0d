import { UsageError } from '../usage-error.ts'
import { type HubConfig, hubConfig } from './hub-config.ts'
import { mistakesOf, readYaml } from './read-config.ts'

/** Reads YAML text; throws UsageError with every mistake of `source` in one line. */
export const parseHubConfig = (text: string, source: string): HubConfig => {
  const value = readYaml(text, source)
  const { data, error } = hubConfig.safeParse(value)
  if (data) return data
  throw new UsageError(`${source}: ${mistakesOf(error.issues, value).join('; ')}`)
}
