import { closeSync, openSync } from 'node:fs'

const codeOf = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : '')

/** Whether this process, and the system, can open so many more files at this moment: tried, as no counter says it without opening one. */
export const areDescriptorsFree = (count: number): boolean => {
  const opened: number[] = []
  try {
    while (opened.length < count) opened.push(openSync('/dev/null', 'r'))
    return true
  } catch (cause) {
    return !['EMFILE', 'ENFILE'].includes(codeOf(cause))
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}
