import type { AtCell } from './at-lines.ts'
import { decodeCesq, decodeCops, decodeCsq, decodeRegistration, registrationNames } from './at-values.ts'
import type { CellularReport, Registration } from './cellular.ts'

/** What the modem said, without when and whether it still answers. */
export type Known = Omit<
  CellularReport,
  'atMs' | 'isAlive' | 'sim' | 'identity' | 'isDataActive' | 'isSatellite' | 'isTextOnly'
>

/** Whether it has data service. */
export const isRegistered = (registration: Registration): boolean =>
  registration === 'home' || registration === 'roaming'

/** Of a modem that has lost its network, or was never on one. */
export const withoutCell = ({ model }: Known, registration: Registration): Known => ({
  registration,
  ...(model === undefined ? {} : { model }),
})

const registered = (known: Known, cells: readonly AtCell[]): Known => {
  const line = decodeRegistration(cells)
  if (!line) return known
  const { registration, accessTechnology, canText } = line
  if (!isRegistered(registration)) return { ...withoutCell(known, registration), ...(canText && { canText }) }
  return { ...known, registration, canText, ...(accessTechnology === undefined ? {} : { accessTechnology }) }
}

const withSignal = (known: Known, cells: readonly AtCell[]): Known => {
  const { rsrpDbm: _rsrp, rsrqDb: _rsrq, rssiDbm: _rssi, ...rest } = known
  return { ...rest, ...decodeCesq(cells) }
}

const withStrength = (known: Known, cells: readonly AtCell[]): Known => {
  const { rssiDbm: _rssi, ...rest } = known
  const rssiDbm = decodeCsq(cells)
  return rssiDbm === undefined ? rest : { ...rest, rssiDbm }
}

const withOperator = (known: Known, cells: readonly AtCell[]): Known => {
  const { operator: _operator, ...rest } = known
  return { ...rest, ...decodeCops(cells) }
}

/** What each line of the standard tells, by its name. */
export const readers: Readonly<Record<string, (known: Known, cells: readonly AtCell[]) => Known>> = {
  '+CESQ': withSignal,
  '+CSQ': withStrength,
  '+COPS': withOperator,
  ...Object.fromEntries(registrationNames.map((name) => [name, registered])),
}
