import type { TopicMessage } from '../../bus/topics.ts'
import { trafficClasses } from '../../domain/traffic-class.ts'
import type { Trouble } from '../../plan/trouble-kinds.ts'
import { command } from '../command.ts'
import { placeText, speedText, utcSecondsText } from '../screen/figures.ts'
import { gatheredTroubles } from '../screen/gathered.ts'
import { type Cell, type Fact, factLines, type Sheet, sheetOf, wordOf } from '../screen/sheet.ts'
import { headLines, type Told, toldOf } from '../screen/told.ts'
import { troubleLines, troubleText } from '../screen/trouble-lines.ts'

/** What a status is drawn from. */
export interface StatusTold {
  train: string
  troubles: readonly Trouble[]
  journey: Told<'journey'>
  navigation: Told<'navigation'>
  links: Told<'links'>
  transmit: Told<'transmit'>
  pointing: Told<'pointing'>
  power: Told<'power'>
  time: Told<'time'>
}

/** As journeys are told apart from stops (`plan/journey.ts`). */
const MOVING_MPS = 2

const unknown = ({ text }: Sheet): Cell => ({ text: text('word.unknown'), tone: 'bad' })

/** It waits to be told from another line, or from the way back; it may move meanwhile. */
const journeyState = ({ text }: Sheet, { state }: TopicMessage<'journey'>, speedMps: number | undefined): string =>
  state === 'waiting' && (speedMps ?? 0) >= MOVING_MPS ? text('status.leaving') : wordOf(text, state)

const journeyText = (sheet: Sheet, journey: TopicMessage<'journey'>, speedMps: number | undefined): string => {
  const { text } = sheet
  const { trainNumber, lineName, from, to } = journey
  const number = trainNumber === undefined ? '' : text('status.number', { number: trainNumber })
  const way = from !== undefined && to !== undefined ? `${from} – ${to}` : (lineName ?? '')
  return [journeyState(sheet, journey, speedMps), number, way].filter((part) => part !== '').join(', ')
}

const navigationCell = (
  sheet: Sheet,
  { position, horizontal95M, speedMps, line }: TopicMessage<'navigation'>,
): Cell => {
  if (!position) return unknown(sheet)
  const { text } = sheet
  const parts = [
    `${placeText(position)}${horizontal95M === undefined ? '' : ` ±${Math.ceil(horizontal95M)} m`}`,
    speedMps === undefined ? '' : speedText(text, speedMps),
    line ? text('status.km', { km: line.chainageKm.toFixed(1) }) : '',
    line?.nextStation
      ? text('status.next', { name: line.nextStation.name, km: line.nextStation.distanceKm.toFixed(0) })
      : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

const linksText = ({ text }: Sheet, { links }: TopicMessage<'links'>): string =>
  Object.entries(links)
    .map(([name, { state }]) => `${name} ${wordOf(text, state)}`)
    .join(', ')

const trafficText = ({ text }: Sheet, { routes }: TopicMessage<'links'>): string => {
  const carriers = [...new Set(Object.values(routes))]
  const carried = carriers.map((link) => `${link}: ${trafficClasses.filter((one) => routes[one] === link).join(', ')}`)
  return carried.join('; ') || text('word.none')
}

const terminalsText = (
  { text }: Sheet,
  { terminals }: TopicMessage<'transmit'>,
  pointing: TopicMessage<'pointing'> | undefined,
): string =>
  Object.entries(terminals)
    .map(([name, { isPermitted }]) => {
      const { satellite, elevationDeg } = pointing?.terminals[name] ?? {}
      const at = elevationDeg === undefined ? '' : ` ${elevationDeg.toFixed(0)}°`
      const what = satellite === undefined ? '' : ` (${satellite}${at})`
      return `${name} ${text(isPermitted ? 'word.permitted' : 'word.muted')}${what}`
    })
    .join(', ')

const timeText = ({ text, nowMs }: Sheet, { utcMs, atMs, trust, source }: TopicMessage<'time'>): string =>
  [utcMs === undefined ? text('word.unknown') : utcSecondsText(utcMs + nowMs - atMs), wordOf(text, trust), source].join(
    ', ',
  )

/** A fact of one topic; "unknown" where nobody says it now. */
const known = <M>(sheet: Sheet, { message }: { message?: M | undefined }, draw: (message: M) => Cell): Cell =>
  message === undefined ? unknown(sheet) : draw(message)

const factsOf = (sheet: Sheet, told: StatusTold): Fact[] => [
  [
    'label.journey',
    known(sheet, told.journey, (journey) => journeyText(sheet, journey, told.navigation.message?.speedMps)),
  ],
  ['label.place', known(sheet, told.navigation, (navigation) => navigationCell(sheet, navigation))],
  ['label.links', known(sheet, told.links, (links) => linksText(sheet, links))],
  ['label.traffic', known(sheet, told.links, (links) => trafficText(sheet, links))],
  ['label.terminals', known(sheet, told.transmit, (transmit) => terminalsText(sheet, transmit, told.pointing.message))],
  [
    'label.supply',
    known(sheet, told.power, ({ isSupplyFailing }) => sheet.text(isSupplyFailing ? 'word.failing' : 'word.good')),
  ],
  ['label.time', known(sheet, told.time, (time) => timeText(sheet, time))],
]

/** Is everything well, what not, what to do; then where the train is and what carries its traffic. */
export const statusLines = (sheet: Sheet, told: StatusTold): string[] => {
  const { train, troubles } = told
  const count = troubles.length
  const { text } = sheet
  const verdict =
    count === 0
      ? { text: text('status.well'), tone: 'good' as const }
      : { text: text('status.wrong', { count }), tone: 'bad' as const }
  return [
    ...headLines(sheet, text('status.train', { train }), verdict),
    ...troubleLines(sheet, troubles),
    ...factLines(sheet, factsOf(sheet, told)),
  ]
}

export const showStatus = command({
  words: ['show', 'status'],
  arguments: {},
  help: 'help.show-status',
  role: 'viewer',
  run: async (context) => {
    const asked = Promise.all([
      gatheredTroubles(context),
      toldOf(context, 'journey'),
      toldOf(context, 'navigation'),
      toldOf(context, 'links'),
      toldOf(context, 'transmit'),
      toldOf(context, 'pointing'),
      toldOf(context, 'power'),
      toldOf(context, 'time'),
    ])
    const [troubles, journey, navigation, links, transmit, pointing, power, time] = await asked
    const train = context.config.train.id
    const told: StatusTold = { train, troubles, journey, navigation, links, transmit, pointing, power, time }
    const data = {
      ...told,
      isWell: troubles.length === 0,
      troubles: troubles.map((trouble) => ({ ...trouble, text: troubleText(context.text, trouble) })),
    }
    return { lines: statusLines(sheetOf(context), told), data }
  },
})
