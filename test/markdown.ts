import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const projectRoot = join(import.meta.dirname, '..')

/** Every page of the project, as paths from its root. */
export const pages: readonly string[] = ['.', 'docs', 'docs/decisions', 'deploy', 'hardware/boards', 'hardware/routes']
  .flatMap((folder) => readdirSync(join(projectRoot, folder)).map((file) => join(folder, file)))
  .filter((path) => path.endsWith('.md'))

/** The text of a page or another file, by its path from the root. */
export const textOf = (path: string): string => readFileSync(join(projectRoot, path), 'utf8')

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '')

/** As GitHub makes an anchor of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (path: string): string[] =>
  [...textOf(path).matchAll(/^#+ (.*)$/gm)].map(([, name]) => anchorOf(name ?? ''))

const isThere = (page: string, target: string): boolean => {
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? page : join(dirname(page), file)
  if (!existsSync(join(projectRoot, path))) return false
  return anchor === undefined || anchorsOf(path).includes(anchor)
}

/** Relative links of a page that lead nowhere. */
export const brokenLinks = (page: string): string[] =>
  [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target) && !isThere(page, target))

/** Files of ours that a page names in backquotes with their folder, and that are not there. */
export const lostFiles = (page: string): string[] =>
  [...textOf(page).matchAll(/`((?:hal|drivers|firmware|hardware|deploy|test|docs)\/[\w./-]+\.(?:ts|yaml|sh|md|txt))`/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => !existsSync(join(projectRoot, path)))

/** The rows of the table whose first heading is `first`, cells trimmed and without backquotes. */
export const tableOf = (page: string, first: string): string[][] => {
  const lines = textOf(page).split('\n')
  const from = lines.findIndex((line) => line.startsWith(`| ${first} |`)) + 2
  const rest = from < 2 ? [] : lines.slice(from)
  const end = rest.findIndex((line) => !line.startsWith('|'))
  return rest.slice(0, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

/** Commands of a page's code blocks, comments cut off. */
export const commandsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block]) => (block ?? '').split('\n'))
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
