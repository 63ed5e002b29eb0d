const COLUMN_PX = 7.83
const ROW_PX = 18
const MARGIN_PX = 18
const FONT = "13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"

/** Text of one look: the class names of its colour and weight, and the column where it begins. */
interface Run {
  column: number
  text: string
  look: string
}

const lookOf: Readonly<Record<string, string>> = { '1': 'bold', '2': 'dim', '31': 'red', '32': 'green', '33': 'yellow' }
const ends: Readonly<Record<string, readonly string[]>> = { '22': ['bold', 'dim'], '39': ['red', 'green', 'yellow'] }

const nextLook = (look: ReadonlySet<string>, code: string): Set<string> => {
  if (code === '0') return new Set()
  const begun = lookOf[code]
  const kept = [...look].filter((name) => !ends[code]?.includes(name))
  return new Set(begun ? [...kept, begun] : kept)
}

/** Cuts a line with colour escapes into runs of one look; spaces at the ends of a run are places, not text. */
const runsOf = (line: string): Run[] => {
  const runs: Run[] = []
  let look = new Set<string>()
  let column = 0
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins every colour
  for (const [index, part] of line.split(/\x1b\[([0-9;]*)m/).entries()) {
    if (index % 2 === 1) look = nextLook(look, part)
    else {
      const begins = [...part].length - [...part.trimStart()].length
      if (part.trim() !== '') runs.push({ column: column + begins, text: part.trim(), look: [...look].join(' ') })
      column += [...part].length
    }
  }
  return runs
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const tspan = ({ column, text, look }: Run): string => {
  const x = (MARGIN_PX + column * COLUMN_PX).toFixed(1)
  return `<tspan x="${x}"${look === '' ? '' : ` class="${look}"`}>${escapeXml(text)}</tspan>`
}

const row = (line: string, index: number): string => {
  const runs = runsOf(line)
  const y = MARGIN_PX + index * ROW_PX + 13
  return runs.length === 0 ? '' : `<text y="${y}">${runs.map(tspan).join('')}</text>\n`
}

const STYLE = `text{font:${FONT};fill:#d5dbe3;white-space:pre}.bold{font-weight:bold;fill:#fff}.dim{fill:#8791a0}
.green{fill:#71cf88}.yellow{fill:#e5c15f}.red{fill:#f0736f}`

/** Draws lines with ANSI colours (bold, dim, red, green, yellow) as an SVG of a dark terminal of `columns` characters. */
export const svgOfTerminal = (lines: readonly string[], columns: number, title: string): string => {
  const width = Math.ceil(2 * MARGIN_PX + columns * COLUMN_PX)
  const height = 2 * MARGIN_PX + lines.length * ROW_PX
  return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
<rect width="100%" height="100%" rx="8" fill="#12161d"/>
${lines.map(row).join('')}</svg>
`
}
