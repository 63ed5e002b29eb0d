import { stringify } from 'yaml'
import { isSecret } from './secret-name.ts'
import type { TrainConfig } from './train-config.ts'

const HIDDEN = '********'

const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner !== 'object' && isSecret(key, String(inner)) ? HIDDEN : withoutSecrets(inner),
    ]),
  )
}

/** A train's configuration as its services read it, defaults and all, without secrets. */
export const openConfig = (config: TrainConfig): object => withoutSecrets(config) as object

/** The same as the text of a train's file, of one key at the top or of all; `undefined` where there is no such key. */
export const configText = (config: TrainConfig, key?: string): string | undefined => {
  const open = openConfig(config)
  if (key === undefined) return stringify(open, { lineWidth: 0 })
  return Object.hasOwn(open, key) ? stringify({ [key]: Reflect.get(open, key) }, { lineWidth: 0 }) : undefined
}
