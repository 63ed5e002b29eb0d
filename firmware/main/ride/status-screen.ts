import { styleText } from 'node:util'
import { trafficClasses } from '../../domain/traffic-class.ts'
import type { RideEvent, RideView } from './ride-view.ts'
import { clockText, durationText } from './time-text.ts'
import { type DrawnStop, drawTrackLine } from './track-line.ts'

/** What does not change during a ride. */
export interface RideFrame {
  routeName: string
  lengthKm: number
  stops: readonly (DrawnStop & { name: string })[]
  startMs: number
  speed: string
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

const trainLines = (view: RideView, frame: RideFrame, columns: number): string[] => {
  const truth = view.truth
  if (!truth) return [dim('the twin is starting…')]
  const km = truth.train.chainageM / 1000
  const place = truth.train.atStop
    ? `at ${truth.train.atStop}`
    : `next ${truth.train.nextStop ?? 'the end of the line'}`
  const under =
    truth.surroundings.kind === 'open' ? '' : mark('poor', `  ${truth.surroundings.name ?? truth.surroundings.kind}`)
  return [
    drawTrackLine(frame, km, Math.max(20, columns - 2)),
    `km ${km.toFixed(1)} of ${frame.lengthKm.toFixed(0)}   ${Math.round(truth.train.speedMps * 3.6)} km/h   ${place}${under}`,
  ]
}

const coordinate = (deg: number, [positive, negative]: string): string =>
  `${Math.abs(deg).toFixed(5)}° ${deg < 0 ? negative : positive}`

const positionLine = ({ fix, navigation }: RideView): string => {
  if (fix?.kind !== 'fix')
    return label('fix') + mark('bad', fix ? `none (${fix.reason.replaceAll('-', ' ')})` : 'none yet')
  const heading = navigation?.attitude ? `heading ${navigation.attitude.headingTrueDeg.toFixed(1)}°` : 'heading unknown'
  const where = `${coordinate(fix.latDeg, 'NS')} ${coordinate(fix.lonDeg, 'EW')}`
  return (
    label('fix') +
    [mark('good', fix.mode.toUpperCase()), `${fix.satellitesUsed ?? '–'} satellites`, where, heading].join('  ')
  )
}

const terminalLine = (view: RideView, name: string): string => {
  const pointing = view.pointing?.terminals[name]
  const modem = view.modems?.terminals[name]
  const truth = view.truth?.terminals[name]
  const isPermitted = view.transmit?.terminals[name]?.isPermitted === true
  const aim = pointing?.satellite
    ? `${pointing.satellite} az ${fixed(pointing.azimuthTrueDeg, 0, '°')} el ${fixed(pointing.elevationDeg, 0, '°')}`
    : (pointing?.reason ?? 'not started')
  return (
    label(name) +
    [
      aim.replaceAll(' °', '°'),
      truth ? `off by ${truth.errorDeg.toFixed(2)}°` : '',
      modem?.isLocked
        ? mark('good', `locked ${fixed(modem.carrierToNoiseDb, 1, 'dB')}`)
        : mark('bad', modem?.isAlive ? 'no lock' : 'silent'),
      isPermitted ? mark('good', 'transmitting') : mark('poor', 'muted'),
    ]
      .filter((part) => part !== '')
      .join('  ')
  )
}

const cellularLines = ({ cellular }: RideView): string[] =>
  Object.entries(cellular?.modems ?? {}).map(([name, { isAlive, registration, operator, rsrpDbm }]) => {
    const isRegistered = registration === 'home' || registration === 'roaming'
    const state = mark(isAlive && isRegistered ? 'good' : 'bad', isAlive ? registration : 'silent')
    return label(name) + [state, operator ?? '', fixed(rsrpDbm, 0, 'dBm')].filter((part) => part !== '').join('  ')
  })

const linkLine = ({ links }: RideView): string => {
  const colour = { up: 'good', degraded: 'poor', acquiring: 'poor', down: 'bad' } as const
  const all = Object.entries(links?.links ?? {}).map(([name, { state }]) => `${name} ${mark(colour[state], state)}`)
  return label('links') + (all.join('  ') || dim('not known yet'))
}

const trafficLine = ({ links }: RideView): string =>
  label('traffic') +
  trafficClasses.map((name) => `${dim(name)} ${links?.routes[name] ?? mark('bad', 'none')}`).join('  ')

const vibrationLine = ({ vibration }: RideView): string => {
  const sensors = Object.entries(vibration?.sensors ?? {}).map(([name, { state, rms1sG, peakG }]) =>
    state === 'ok' ? `${name} ${rms1sG.toFixed(3)} g rms, peak ${peakG.toFixed(2)} g` : `${name} ${mark('bad', state)}`,
  )
  return label('vibration') + (sensors.join('  ') || dim('not known yet'))
}

const eventLines = (event: RideEvent, frame: RideFrame): string[] => {
  const reasons = event.reasons.length > 0 ? dim(` (${event.reasons.join('; ')})`) : ''
  const text = `${event.subject}: ${event.text}`
  return [
    `${dim(durationText(event.atMs - frame.startMs))} ${event.severity === 'warning' ? mark('poor', text) : text}${reasons}`,
  ]
}

/** Cuts a line to `columns` visible characters, its colours left whole; other control characters become spaces. */
const cut = (line: string, columns: number): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins every colour
  const parts = line.split(/(\x1b\[[0-9;]*m)/)
  let left = columns
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return part
      const kept = [...part.replace(/\p{Cc}/gu, ' ')].slice(0, left).join('')
      left -= [...kept].length
      return kept
    })
    .join('')
}

const EVENTS_SHOWN = 6

/** The live status of a ride: one screen of at most `columns` characters a line. */
export const renderStatus = (view: RideView, frame: RideFrame, columns: number): string[] => {
  const truth = view.truth
  const elapsed = truth ? durationText(truth.atMs - frame.startMs) : '0:00'
  const lines = [
    `${bold('Steppelink')}  ${frame.routeName}  ${elapsed}  ${truth ? clockText(truth.utcMs) : ''}  ${dim(`speed ${frame.speed}`)}`,
    ...trainLines(view, frame, columns),
    '',
    positionLine(view),
    ...Object.keys(view.truth?.terminals ?? {}).map((name) => terminalLine(view, name)),
    ...cellularLines(view),
    vibrationLine(view),
    '',
    linkLine(view),
    trafficLine(view),
    truth && truth.activeFaults.length > 0 ? label('faults') + mark('bad', truth.activeFaults.join(', ')) : '',
    dim('last decisions'),
    ...view.events.slice(-EVENTS_SHOWN).flatMap((event) => eventLines(event, frame)),
  ]
  return lines.map((line) => cut(line, columns))
}
