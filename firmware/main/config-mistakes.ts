import { checkConfig, readYaml } from '../config/read-config.ts'
import type { Readable } from '../config/readable-parts.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { nameMistakes } from './check-names.ts'

/** A train's file with all that is wrong with it: what it says, what contradicts itself, and names that there are not. */
export interface ReadFile {
  mistakes: readonly string[]
  /** Only where nothing is wrong. */
  config?: TrainConfig
}

const readableOf = (checked: ReturnType<typeof checkConfig>): Readable | undefined =>
  'config' in checked ? { parts: checked.config, unread: [] } : checked.readable

/** Every mistake of a train's file, a line each; throws UsageError, which names `source`, when it is no YAML. */
export const configMistakes = async (text: string, source: string): Promise<ReadFile> => {
  const checked = checkConfig(readYaml(text, source))
  const readable = readableOf(checked)
  const names = readable ? await nameMistakes(readable.parts, readable.unread) : []
  if ('config' in checked && names.length === 0) return { mistakes: [], config: checked.config }
  return { mistakes: [...('config' in checked ? [] : checked.mistakes), ...names] }
}
