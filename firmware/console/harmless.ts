/** Our own colours and the clearing of the screen; everything else that steers a terminal comes from elsewhere. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins every one of them
const OWN = /(\x1b\[\d{1,2}m|\x1b\[H\x1b\[2?J)/

const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu

const named = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The same for what a terminal program keeps: tabs between its columns stay. */
export const harmlessRow = (row: string): string => row.split('\t').map(harmless).join('\t')

/** A line in which nothing but our own colours steers the terminal: names of satellites, files and texts come from outside. */
export const harmless = (line: string): string =>
  line
    .split(OWN)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('\t', '  ').replace(STEERING, named)))
    .join('')
