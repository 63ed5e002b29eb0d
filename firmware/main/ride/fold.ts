import { stripVTControlCharacters } from 'node:util'

/** What stays together on a line if it can: one piece, or words that may part. */
export type Part = string | readonly string[]

const GAP = '  '
const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length

/** Control characters become spaces, but for the escapes of colours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins every colour
const colours = /(\x1b\[\d+m)/

/** Cuts a line to `columns` visible characters, the last of them `…` if something went; colours are left whole, other control characters become spaces. */
export const cut = (line: string, columns: number): string => {
  const parts = line.split(colours).map((part, index) => (index % 2 === 1 ? part : part.replace(/\p{Cc}/gu, ' ')))
  const visible = parts.reduce((sum, part, index) => sum + (index % 2 === 1 ? 0 : [...part].length), 0)
  if (visible <= columns) return parts.join('')
  let left = Math.max(0, columns - 1)
  let isCut = false
  return parts
    .map((part, index) => {
      if (index % 2 === 1 || isCut) return index % 2 === 1 ? part : ''
      const letters = [...part]
      const kept = letters.slice(0, left).join('')
      isCut = letters.length > left
      left -= Math.min(left, letters.length)
      return isCut ? `${kept}…` : kept
    })
    .join('')
}

/** Lines of at most `columns` characters: a label, then the parts, those that do not fit on lines of their own below. */
export const fold = (label: string, parts: readonly Part[], columns: number): string[] => {
  const indent = ' '.repeat(widthOf(label))
  const lines: string[] = []
  let line = label
  let isEmpty = true
  const fits = (gap: string, text: string): boolean => widthOf(isEmpty ? line + text : line + gap + text) <= columns
  const place = (gap: string, text: string): void => {
    if (!isEmpty && !fits(gap, text)) {
      lines.push(line)
      line = indent
      isEmpty = true
    }
    line += isEmpty ? text : gap + text
    isEmpty = false
  }
  for (const part of parts) {
    const isWhole = typeof part === 'string' || fits(GAP, part.join(' '))
    if (isWhole) place(GAP, typeof part === 'string' ? part : part.join(' '))
    else for (const [index, word] of part.entries()) place(index === 0 ? GAP : ' ', word)
  }
  return [...lines, line].map((one) => cut(one, columns))
}
