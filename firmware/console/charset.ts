/** How letters go to the terminal: all of them, or those that every old terminal has. */
export type Charset = 'utf8' | 'latin'

export const charsets: readonly Charset[] = ['utf8', 'latin']

/** Russian and Kazakh letters as Latin ones, after GOST R 52535.1 and the Kazakh alphabet of 2021; signs as what comes near. */
const latin: Readonly<Record<string, string>> = {
  а: 'a',
  ә: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ғ: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  қ: 'q',
  л: 'l',
  м: 'm',
  н: 'n',
  ң: 'ng',
  о: 'o',
  ө: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ұ: 'u',
  ү: 'u',
  ф: 'f',
  х: 'kh',
  һ: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  і: 'i',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
  '°': ' deg',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '→': '->',
  '←': '<-',
  '«': '"',
  '»': '"',
  '“': '"',
  '”': '"',
  '’': "'",
  '×': 'x',
  '±': '+-',
  '≤': '<=',
  '≥': '>=',
  '·': '.',
  '•': '*',
  '✓': 'ok',
  µ: 'u',
  σ: 'sigma',
  '²': '2',
}

const latinLetter = (letter: string): string => {
  const lower = letter.toLowerCase()
  const found = latin[lower] ?? latin[letter]
  if (found === undefined) return '?'
  return letter === lower ? found : `${found.charAt(0).toUpperCase()}${found.slice(1)}`
}

/** Text in letters that every terminal has: what has no like becomes a question mark. */
export const latinText = (text: string): string => text.normalize('NFC').replace(/\P{ASCII}/gu, latinLetter)

/** Bytes for a terminal. */
export const encodeText = (text: string, charset: Charset): Uint8Array =>
  new TextEncoder().encode(charset === 'utf8' ? text : latinText(text))
