/** Reads parsed JSON of unknown shape; what does not fit is noted with its path and value, and a harmless default goes on. */
export interface JsonReader {
  /** Every misfit in the order met: `lineSpeeds[2].speedKmh is -5; expected 1 to 250`. */
  readonly errors: readonly string[]
  number(path: string, value: unknown, range: readonly [min: number, max: number]): number
  text(path: string, value: unknown): string
  oneOf<T extends string>(path: string, value: unknown, allowed: readonly [T, ...T[]]): T
  list(path: string, value: unknown): readonly unknown[]
  object(path: string, value: unknown): Readonly<Record<string, unknown>>
  fail(message: string): void
}

/** A reader that notes its errors; one for each document. */
export const jsonReader = (): JsonReader => {
  const errors: string[] = []
  const misfit = <T>(path: string, value: unknown, expected: string, instead: T): T => {
    errors.push(`${path} is ${shown(value)}; expected ${expected}`)
    return instead
  }
  return {
    errors,
    number: (path, value, [min, max]) =>
      typeof value === 'number' && value >= min && value <= max ? value : misfit(path, value, `${min} to ${max}`, min),
    text: (path, value) =>
      typeof value === 'string' && value !== '' && value.length <= 500 ? value : misfit(path, value, 'a text', ''),
    oneOf: (path, value, allowed) =>
      allowed.find((one) => one === value) ?? misfit(path, value, allowed.join(', '), allowed[0]),
    list: (path, value) => (Array.isArray(value) ? value : misfit(path, value, 'a list', [])),
    object: (path, value) => (isObject(value) ? value : misfit(path, value, 'an object', {})),
    fail: (message) => {
      errors.push(message)
    },
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shown = (value: unknown): string => (value === undefined ? 'missing' : (JSON.stringify(value) ?? '').slice(0, 60))
