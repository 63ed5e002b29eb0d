import type { AtCell } from './at-lines.ts'
import type { Registration } from './cellular.ts'

const whole = (cell: AtCell | undefined): number | undefined =>
  cell !== undefined && /^\d{1,3}$/.test(cell.text) ? Number(cell.text) : undefined

const within = (value: number | undefined, max: number): number | undefined =>
  value !== undefined && value <= max ? value : undefined

/** Signal of an LTE cell; a value that the modem does not know is absent. */
export interface LteSignal {
  rsrpDbm?: number
  rsrqDb?: number
}

/** Decodes `+CESQ: rxlev,ber,rscp,ecno,rsrq,rsrp[,…]`, 3GPP TS 27.007 §8.69; undefined when it has too few cells. */
export const decodeCesq = (cells: readonly AtCell[]): LteSignal | undefined => {
  if (cells.length < 6) return undefined
  const rsrq = within(whole(cells[4]), 34)
  const rsrp = within(whole(cells[5]), 97)
  return {
    ...(rsrp === undefined ? {} : { rsrpDbm: -141 + rsrp }),
    ...(rsrq === undefined ? {} : { rsrqDb: -20 + rsrq / 2 }),
  }
}

/** Decodes `+CSQ: rssi,ber` to dBm, 3GPP TS 27.007 §8.5; undefined for 99, unknown, and for anything else. */
export const decodeCsq = (cells: readonly AtCell[]): number | undefined => {
  const rssi = cells.length >= 2 ? within(whole(cells[0]), 31) : undefined
  return rssi === undefined ? undefined : -113 + 2 * rssi
}

// 3GPP TS 27.007 §10.1.22. Without data service (6, 7 messages only, 8 emergency only, 11 restricted) is not registered to us.
const registrations: readonly Registration[] = [
  'none',
  'home',
  'searching',
  'denied',
  'unknown',
  'roaming',
  'none',
  'none',
  'none',
  'home',
  'roaming',
  'none',
]

/** What a registration line says, and whether it was asked for or came by itself. */
export interface RegistrationLine {
  from: 'query' | 'report'
  registration: Registration
  /** Text messages go, with data service or, in states 6 and 7, without. */
  canText: boolean
  accessTechnology?: number
}

const textStates: ReadonlySet<number> = new Set([1, 5, 6, 7, 9, 10])

/** Names of the lines that `decodeRegistration` reads. */
export const registrationNames: readonly string[] = ['+CREG', '+CGREG', '+CEREG', '+C5GREG']

/** In a report the second cell is a tracking area: quoted, empty or at least three characters; in an answer it is the state. */
const isQueryShape = (cells: readonly AtCell[]): boolean => {
  const second = cells[1]
  return second !== undefined && !second.isQuoted && /^\d{1,2}$/.test(second.text)
}

/** Decodes `stat,…` (sent unasked) and `n,stat,…` (asked for); undefined when the state is none of the standard's. */
export const decodeRegistration = (cells: readonly AtCell[]): RegistrationLine | undefined => {
  const from = isQueryShape(cells) ? 'query' : 'report'
  const at = from === 'query' ? 1 : 0
  const state = whole(cells[at]) ?? -1
  const registration = registrations[state]
  if (!registration) return undefined
  const canText = textStates.has(state)
  const accessTechnology = within(whole(cells[at + 3]), 31)
  return { from, registration, canText, ...(accessTechnology === undefined ? {} : { accessTechnology }) }
}

/** Decodes `+COPS: mode[,format,operator[,technology]]`, 3GPP TS 27.007 §7.3: the operator, or nothing while there is none. */
export const decodeCops = (cells: readonly AtCell[]): { operator?: string; accessTechnology?: number } | undefined => {
  if (whole(cells[0]) === undefined) return undefined
  const operator = cells[2]?.text
  const accessTechnology = within(whole(cells[3]), 31)
  return {
    ...(operator ? { operator } : {}),
    ...(accessTechnology === undefined ? {} : { accessTechnology }),
  }
}
