import { styleText } from 'node:util'
import { durationText } from '../../domain/duration.ts'
import { trafficClasses } from '../../domain/traffic-class.ts'
import { decisionText, lastDecisions } from './decisions.ts'
import { cut, fold, type Part } from './fold.ts'
import type { RideEvent, RideView } from './ride-view.ts'
import { clockText } from './time-text.ts'
import { type DrawnStop, drawTrackLine } from './track-line.ts'

/** What does not change during a ride. */
export interface RideFrame {
  routeName: string
  lengthKm: number
  stops: readonly (DrawnStop & { name: string })[]
  startMs: number
  speed: string
  /** Where the technician's console is, if it is served. */
  consoleLink?: string
}

/** Room for the status, characters. */
export interface ScreenSize {
  columns: number
  rows: number
}

type Mark = 'good' | 'poor' | 'bad' | 'plain'

const mark = (kind: Mark, text: string): string => {
  if (kind === 'plain') return text
  return styleText(kind === 'good' ? 'green' : kind === 'poor' ? 'yellow' : 'red', text, { validateStream: false })
}
const dim = (text: string): string => styleText('dim', text, { validateStream: false })
const bold = (text: string): string => styleText('bold', text, { validateStream: false })
const label = (text: string): string => dim(text.padEnd(11))

const fixed = (value: number | undefined, digits: number, unit: string): string =>
  value === undefined ? `– ${unit}` : `${value.toFixed(digits)} ${unit}`

/** A line of the status: a label and what folds when the screen is narrow. */
interface Row {
  label: string
  parts: Part[]
}

const row = (name: string, parts: readonly Part[]): Row => ({
  label: label(name),
  parts: parts.filter((part) => part !== ''),
})

const trainRows = (view: RideView, frame: RideFrame, columns: number): Row[] => {
  const truth = view.truth
  if (!truth) return [{ label: '', parts: [dim('the twin is starting…')] }]
  const km = truth.train.chainageM / 1000
  const place = truth.train.atStop
    ? `at ${truth.train.atStop}`
    : `next ${truth.train.nextStop ?? 'the end of the line'}`
  const { kind, name } = truth.surroundings
  const parts = [
    `km ${km.toFixed(1)} of ${frame.lengthKm.toFixed(0)}`,
    `${Math.round(truth.train.speedMps * 3.6)} km/h`,
    place,
    kind === 'open' ? '' : mark('poor', name ?? kind),
  ]
  return [
    { label: '', parts: [drawTrackLine(frame, km, Math.max(20, columns - 2))] },
    { label: '', parts: parts.filter((part) => part !== '') },
  ]
}

const coordinate = (deg: number, [positive, negative]: string): string =>
  `${Math.abs(deg).toFixed(5)}° ${deg < 0 ? negative : positive}`

const positionRow = ({ fix, navigation }: RideView): Row => {
  if (fix?.kind !== 'fix')
    return row('fix', [mark('bad', fix ? `none (${fix.reason.replaceAll('-', ' ')})` : 'none yet')])
  const heading = navigation?.attitude ? `heading ${navigation.attitude.headingTrueDeg.toFixed(1)}°` : 'heading unknown'
  const where = [coordinate(fix.latDeg, 'NS'), coordinate(fix.lonDeg, 'EW')]
  return row('fix', [mark('good', fix.mode.toUpperCase()), `${fix.satellitesUsed ?? '–'} satellites`, where, heading])
}

const terminalRow = (view: RideView, name: string): Row => {
  const pointing = view.pointing?.terminals[name]
  const modem = view.modems?.terminals[name]
  const truth = view.truth?.terminals[name]
  const isPermitted = view.transmit?.terminals[name]?.isPermitted === true
  const aim = pointing?.satellite
    ? `${pointing.satellite} az ${fixed(pointing.azimuthTrueDeg, 0, '°')} el ${fixed(pointing.elevationDeg, 0, '°')}`
    : (pointing?.reason ?? 'not started')
  return row(name, [
    aim.replaceAll(' °', '°'),
    truth ? `off by ${truth.errorDeg.toFixed(2)}°` : '',
    modem?.isLocked
      ? mark('good', `locked ${fixed(modem.carrierToNoiseDb, 1, 'dB')}`)
      : mark('bad', modem?.isAlive ? 'no lock' : 'silent'),
    isPermitted ? mark('good', 'transmitting') : mark('poor', 'muted'),
  ])
}

const cellularRows = ({ cellular }: RideView): Row[] =>
  Object.entries(cellular?.modems ?? {}).map(([name, { isAlive, registration, operator, rsrpDbm }]) => {
    const isRegistered = registration === 'home' || registration === 'roaming'
    const state = mark(isAlive && isRegistered ? 'good' : 'bad', isAlive ? registration : 'silent')
    return row(name, [state, operator ?? '', fixed(rsrpDbm, 0, 'dBm')])
  })

const linkRow = ({ links }: RideView): Row => {
  const colour = { up: 'good', degraded: 'poor', acquiring: 'poor', down: 'bad' } as const
  const all = Object.entries(links?.links ?? {}).map(([name, { state }]) => `${name} ${mark(colour[state], state)}`)
  return row('links', all.length > 0 ? all : [dim('not known yet')])
}

/** Names as words of a list, that may part after a comma. */
const listed = (names: readonly string[]): string[] =>
  names.map((name, index) => (index < names.length - 1 ? `${name},` : name))

/** The classes that each link carries; those that none carries come last. */
const trafficRow = ({ links }: RideView): Row => {
  const carriers = [...new Set(trafficClasses.map((name) => links?.routes[name]))]
  const known = carriers.filter((link) => link !== undefined).map((link) => [link, `${link}:`] as const)
  const groups = [...known, ...(carriers.includes(undefined) ? [[undefined, mark('bad', 'none:')] as const] : [])]
  return row(
    'traffic',
    groups.map(([link, title]) => {
      const classes = trafficClasses.filter((name) => links?.routes[name] === link)
      return [title, ...listed(classes)]
    }),
  )
}

const vibrationRow = ({ vibration }: RideView): Row => {
  const sensors = Object.entries(vibration?.sensors ?? {}).map(([name, { state, rms1sG, peakG, alarms = [] }]) =>
    state === 'ok'
      ? [
          `${name} ${rms1sG.toFixed(3)} g rms,`,
          `peak ${peakG.toFixed(2)} g`,
          ...alarms.map((alarm) => mark('poor', alarm)),
        ]
      : `${name} ${mark('bad', state)}`,
  )
  return row('vibration', sensors.length > 0 ? sensors : [dim('not known yet')])
}

/** Where the console is, and the first password of each who may log in. */
const consoleRows = ({ consoleUsers = {} }: RideView, { consoleLink }: RideFrame): Row[] => {
  if (consoleLink === undefined) return []
  const users = Object.entries(consoleUsers).map(([name, password]) => [name, password])
  return [row('console', [consoleLink, dim('npm run console'), ...users])]
}

const decisionLine = (event: RideEvent, frame: RideFrame): string => {
  const { said, why } = decisionText(event)
  const text = event.severity !== 'info' ? mark('poor', said) : said
  return `${dim(durationText(event.atMs - frame.startMs))} ${text}${why === '' ? '' : dim(` (${why})`)}`
}

const DECISIONS_AT_MOST = 6
const DECISIONS_AT_LEAST = 3

/** The live status of a ride, as many lines as there is room for: decisions give way first, then what stands above the links. */
export const renderStatus = (view: RideView, frame: RideFrame, { columns, rows }: ScreenSize): string[] => {
  const truth = view.truth
  const elapsed = truth ? durationText(truth.atMs - frame.startMs) : '0:00'
  const title = [bold('Steppelink'), frame.routeName, elapsed, truth ? clockText(truth.utcMs) : '']
  const linesOf = (all: readonly Row[]): string[] => all.flatMap((one) => fold(one.label, one.parts, columns))
  const above = linesOf([
    { label: '', parts: [...title.filter((part) => part !== ''), dim(`speed ${frame.speed}`)] },
    ...trainRows(view, frame, columns),
    positionRow(view),
    ...Object.keys(view.truth?.terminals ?? {}).map((name) => terminalRow(view, name)),
    ...cellularRows(view),
    vibrationRow(view),
  ])
  const faults = truth?.activeFaults ?? []
  const below = linesOf([
    linkRow(view),
    trafficRow(view),
    ...consoleRows(view, frame),
    ...(faults.length > 0 ? [row('faults', [listed(faults).map((name) => mark('bad', name))])] : []),
    { label: '', parts: [dim('last decisions')] },
  ])
  const aboveRows = Math.max(1, rows - below.length - DECISIONS_AT_LEAST)
  const shown = [...above.slice(0, aboveRows), ...below]
  const decisions = lastDecisions(view.events, Math.min(DECISIONS_AT_MOST, Math.max(0, rows - shown.length)))
  return [...shown, ...decisions.map((event) => cut(decisionLine(event, frame), columns))]
}
