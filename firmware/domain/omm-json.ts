import { attempt, LONGEST_MESSAGE_CHARS, type Messages, tooLong, withoutMark } from './omm-message.ts'

/** The messages of a JSON array, or the one that stands alone. */
export function* jsonMessages(text: string): Messages {
  const json = withoutMark(text).trim()
  const isArray = json.startsWith('[')
  let at = isArray ? afterSpace(json, 1) : 0
  const isEmpty = isArray && json[at] === ']'
  for (let line = 1; !isEmpty; line++) {
    const end = endOfValue(json, at)
    if (end - at > LONGEST_MESSAGE_CHARS) return tooLong(line)
    const message = json.slice(at, end)
    const read = attempt('JSON', () => JSON.parse(message))
    if ('wrong' in read) return read.wrong
    yield { line, keywords: read.parsed }
    at = afterSpace(json, end)
    if (!isArray || json[at] !== ',') break
    at = afterSpace(json, at + 1)
  }
  if (isArray && json[at] === ']') at++
  else if (isArray) return 'is not JSON: its array breaks off'
  return at === json.length ? undefined : `is not JSON: it goes on at character ${at + 1}, behind its end`
}

const afterSpace = (text: string, from: number): number => {
  let at = from
  while (/\s/.test(text[at] ?? '')) at++
  return at
}

/** Behind the value at `from`, as a rule an object; where it has no end, as far as a message goes, for the parser to say why. */
const endOfValue = (text: string, from: number): number => {
  const last = Math.min(text.length, from + LONGEST_MESSAGE_CHARS + 1)
  let depth = 0
  let isInText = false
  for (let at = from; at < last; at++) {
    const sign = text[at] as string
    if (isInText && sign === '\\') at++
    else if (sign === '"') isInText = !isInText
    else if (isInText) continue
    else if (depth === 0 && ',]'.includes(sign)) return at
    else if ('{['.includes(sign)) depth++
    else if ('}]'.includes(sign) && --depth === 0) return at + 1
  }
  return last
}
