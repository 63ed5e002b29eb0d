import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { attempt, LONGEST_MESSAGE_CHARS, type Messages, tooLong } from './omm-message.ts'

const ENDS = { '<!--': '-->', '<![CDATA[': ']]>', '<omm': '</omm>' } as const

/** The `omm` elements of an XML file, with what stands around them checked last. */
export function* xmlMessages(text: string): Messages {
  let around = ''
  let behind = 0
  let line = 1
  for (const { from, to } of ommPlaces(text)) {
    if (to - from > LONGEST_MESSAGE_CHARS) return tooLong(line)
    const read = attempt('XML', () => parseXml(text.slice(from, to)))
    if ('wrong' in read) return `${read.wrong} in message ${line}`
    // One stands for all of them: what is around is short then.
    around += text.slice(behind, from) + (line === 1 ? '<omm/>' : '')
    behind = to
    yield { line: line++, keywords: read.parsed.root ? leaves(read.parsed.root) : {} }
  }
  const outside = attempt('XML', () => parseXml(around + text.slice(behind)))
  return 'wrong' in outside ? outside.wrong : undefined
}

/** Where messages begin and end; what looks like one in a comment is none. */
function* ommPlaces(text: string): Generator<{ from: number; to: number }> {
  const opening = /<!--|<!\[CDATA\[|<omm(?=[\s>])/g
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const end = ENDS[found[0] as keyof typeof ENDS]
    const at = text.indexOf(end, found.index)
    if (at < 0) return
    opening.lastIndex = at + end.length
    if (found[0] === '<omm') yield { from: found.index, to: at + end.length }
  }
}

const childrenOf = (element: XmlElement): XmlElement[] =>
  element.children.filter((child): child is XmlElement => child instanceof XmlElement)

/** Keywords are the leaves of a message, in whatever section they stand. Depth is bounded by the length of a message. */
const leaves = (element: XmlElement): Record<string, string> => {
  const found: Record<string, string> = {}
  for (const child of childrenOf(element)) {
    if (childrenOf(child).length > 0) Object.assign(found, leaves(child))
    else if (child.text !== '') found[child.name] = child.text
  }
  return found
}
