import type { AtAnswer } from './at-channel.ts'
import type { AtLine } from './at-lines.ts'
import type { ModemQuery, QueryAnswer } from './cellular.ts'

type Queries = Readonly<Partial<Record<ModemQuery, readonly string[]>>>

/** What people may ask any modem by hand: words, and the commands that only read. 3GPP TS 27.007 §5, §7, §8, §10. */
const standard = {
  model: ['AT+CGMI', 'AT+CGMM', 'AT+CGMR'],
  power: ['AT+CFUN?'],
  sim: ['AT+CPIN?'],
  signal: ['AT+CSQ', 'AT+CESQ'],
  registration: ['AT+CREG?', 'AT+CEREG?'],
  operator: ['AT+COPS?'],
  data: ['AT+CGACT?', 'AT+CGDCONT?'],
  clock: ['AT+CCLK?'],
} as const satisfies Queries

/** The same of each maker's own commands, by driver. */
const ofMakers: Readonly<Record<string, Queries>> = {
  quectel: {
    cell: ['AT+QENG="servingcell"', 'AT+QNWINFO', 'AT+QCSQ'],
    temperature: ['AT+QTEMP'],
    slot: ['AT+QUIMSLOT?'],
    tries: ['AT+QPINC?'],
  },
  sierra: { cell: ['AT!GSTATUS?'], temperature: ['AT!PCTEMP?'], slot: ['AT!UIMS?'], tries: ['AT+CPINC?'] },
  telit: { cell: ['AT#RFSTS'], slot: ['AT#SIMSELECT?'], tries: ['AT#PCT'] },
}

/** Of one driver: the commands of each word. */
export const queriesOf = (driver: string): Readonly<Record<string, readonly string[]>> => ({
  ...standard,
  ...(Object.hasOwn(ofMakers, driver) ? ofMakers[driver] : {}),
})

const LINES_AT_MOST = 24
const LINE_AT_MOST = 160

// IMEI, IMSI and ICCID have 14 to 20 digits; of these, as everywhere, the last four are shown.
const withoutNumbers = (text: string): string => text.replaceAll(/\d{10,16}(?=\d{4}(?!\d))/g, '…')

const worded = (line: AtLine): string => {
  if (line.kind === 'text') return line.text
  if (line.kind !== 'info') return ''
  return `${line.name}: ${line.cells.map(({ text, isQuoted }) => (isQuoted ? `"${text}"` : text)).join(',')}`
}

const errorWords = ({ error }: AtAnswer): string[] => {
  if (!error) return []
  if (error.family === 'plain') return ['ERROR']
  return [`+${error.family.toUpperCase()} ERROR: ${error.code ?? error.text ?? ''}`]
}

/** An answer as it may be shown: bounded, and without the numbers of card, subscription and modem. */
export const shownAnswer = (command: string, answer: AtAnswer): QueryAnswer => ({
  command,
  outcome: answer.outcome,
  lines: [...answer.lines.map(worded), ...errorWords(answer)]
    .slice(0, LINES_AT_MOST)
    .map((line) => withoutNumbers(line).slice(0, LINE_AT_MOST)),
})
