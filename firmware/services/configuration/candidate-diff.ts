import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { tidyYaml } from '../../config/edit-yaml.ts'

const tidyOrAsItIs = (text: string): string => {
  try {
    return tidyYaml(text)
  } catch {
    // What was brought in whole may be no YAML: its mistakes say so.
    return text
  }
}

const LONGEST_SEARCH_MS = 500

/** What differs, in the form of `diff -u`; spaces that say nothing are passed over. Empty when nothing differs. */
export const candidateDiff = (
  active: string,
  candidate: string,
  names: { active: string; candidate: string },
): string => {
  const [before, after] = [tidyOrAsItIs(active), tidyOrAsItIs(candidate)]
  if (before === after) return ''
  const options = { context: 2, timeout: LONGEST_SEARCH_MS, headerOptions: FILE_HEADERS_ONLY }
  const patch = createTwoFilesPatch(names.active, names.candidate, before, after, '', '', options)
  return patch ?? `--- ${names.active}\n+++ ${names.candidate}\n(they differ too much to be compared in time)\n`
}
