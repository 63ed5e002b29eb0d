import type { Random } from '../../../hal/random.ts'
import type { LteNetwork } from './lte-network.ts'

/** Settings that a restart forgets. */
export interface LteSettings {
  isEchoing: boolean
  /** Mode of `+CEREG`: 0 no reports, 1 state, 2 state and cell. */
  reportMode: number
  /** Format of `+COPS`: 0 name, 2 number. */
  operatorFormat: number
  /** Whether the packet data context is active. */
  isDataActive: boolean
}

/** How the modem starts. */
export const factorySettings = (): LteSettings => ({
  isEchoing: true,
  reportMode: 0,
  operatorFormat: 0,
  isDataActive: false,
})

/** What an answer is made from. */
export interface LteState {
  settings: LteSettings
  network: LteNetwork
  random: Random
  /** `<AcT>` of the cells, 7 on the ground. */
  accessTechnology: number
  /** UTC of the network, ms. */
  utcMs(): number
}

const clamp = (value: number, min: number, max: number): number => Math.round(Math.min(max, Math.max(min, value)))

/** The state after `+CEREG:`, with the cell where the mode asks for it. */
export const registrationText = ({ settings, network, accessTechnology }: LteState): string => {
  const stat = network.stat()
  if (settings.reportMode < 2 || (stat !== 1 && stat !== 5)) return String(stat)
  const { trackingArea, cellIdentity } = network.area()
  return `${stat},"${trackingArea}","${cellIdentity}",${accessTechnology}`
}

const signal = ({ network, random }: LteState): string => {
  const cell = network.cell()
  if (!cell) return '+CESQ: 99,99,255,255,255,255'
  const rsrp = clamp(cell.rsrpDbm + 1.5 * random.normal() + 141, 0, 97)
  const rsrqDb = -8 - (cell.rsrpDbm < -100 ? 4 : 0) + random.normal()
  return `+CESQ: 99,99,255,255,${clamp(2 * (rsrqDb + 20), 0, 34)},${rsrp}`
}

const strength = ({ network }: LteState): string => {
  const cell = network.cell()
  // The whole carrier of 10 MHz is some 20 dB above one of its reference signals.
  return `+CSQ: ${cell ? clamp((cell.rsrpDbm + 20 + 113) / 2, 0, 31) : 99},99`
}

const operator = ({ settings, network, accessTechnology }: LteState): string => {
  const cell = network.cell()
  if (!cell || (network.stat() !== 1 && network.stat() !== 5)) return '+COPS: 0'
  return `+COPS: 0,${settings.operatorFormat},"${settings.operatorFormat === 2 ? cell.plmn : cell.operator}",${accessTechnology}`
}

/** What a search of all bands finds where the train is: its own network, and one that it may not use. */
const search = ({ network }: LteState): string[] => {
  const cell = network.cell()
  const own = cell ? [`(2,"${cell.operator}","${cell.operator}","${cell.plmn}",7)`] : []
  const found = cell ? [...own, '(3,"Beeline KZ","Beeline","40101",7)'] : []
  return [`+COPS: ${[...found, '', '(0,1,2,3,4)', '(0,1,2)'].join(',')}`]
}

const activate = (state: LteState): string[] => {
  state.settings.isDataActive = state.network.stat() === 1 || state.network.stat() === 5
  return []
}

/** Kazakhstan's zone, UTC+5, in quarters of an hour. */
const ZONE_QUARTERS = 20

/** Local time, as a network that sends its zone (NITZ) sets it; until then what the modem's own clock starts with. */
const clockText = ({ network, utcMs }: LteState): string => {
  if (network.stat() !== 1 && network.stat() !== 5) return '+CCLK: "80/01/06,00:00:00+00"'
  const local = new Date(utcMs() + ZONE_QUARTERS * 15 * 60_000).toISOString()
  return `+CCLK: "${local.slice(2, 10).replaceAll('-', '/')},${local.slice(11, 19)}+${ZONE_QUARTERS}"`
}

const setting =
  (change: Partial<LteSettings>) =>
  ({ settings }: LteState): string[] => {
    Object.assign(settings, change)
    return []
  }

/** The lines before `OK`, by command; any other command is an error. */
export const lteAnswers: ReadonlyMap<string, (state: LteState) => string[]> = new Map([
  ['AT', () => []],
  ['ATE0', setting({ isEchoing: false })],
  ['ATE1', setting({ isEchoing: true })],
  ['AT+CMEE=1', () => []],
  ['AT+CEREG=0', setting({ reportMode: 0 })],
  ['AT+CEREG=1', setting({ reportMode: 1 })],
  ['AT+CEREG=2', setting({ reportMode: 2 })],
  ['AT+CEREG?', (state) => [`+CEREG: ${state.settings.reportMode},${registrationText(state)}`]],
  ['AT+COPS=3,0', setting({ operatorFormat: 0 })],
  ['AT+COPS=3,2', setting({ operatorFormat: 2 })],
  ['AT+COPS?', (state) => [operator(state)]],
  ['AT+COPS=?', search],
  ['AT+CGACT?', ({ settings }) => [`+CGACT: 1,${settings.isDataActive ? 1 : 0}`]],
  ['AT+CGACT=1,1', activate],
  ['AT+CGSN', () => ['866425030000017']],
  ['AT+CTZU=1', () => []],
  ['AT+CCLK?', (state) => [clockText(state)]],
  ['AT+CESQ', (state) => [signal(state)]],
  ['AT+CSQ', (state) => [strength(state)]],
  ['AT+CGMI', () => ['Steppelink']],
  ['AT+CGMM', () => ['TWIN-LTE']],
  ['AT+CGMR', () => ['TWLTE01A01']],
])
