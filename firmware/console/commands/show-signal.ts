import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { command } from '../command.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { degText } from '../screen/figures.ts'
import { type Cell, factLines, hanging, paragraph, type Sheet, sheetOf, wordOf } from '../screen/sheet.ts'
import { agoText, headLines, spanText, type Told, toldOf } from '../screen/told.ts'

type Cellular = CommandReply<'cellular.show'>['modems'][string]

/** What signals are shown from; absent is what the train has not, or what nobody says now. */
export interface SignalTold {
  modems: Told<'modems'>
  pointing: Told<'pointing'>
  cellular: Readonly<Record<string, Cellular>> | undefined
  starlink: Told<'starlink'>
  sky: Told<'sky'>
  /** For how long no byte has come from a cellular modem, s, by its name; absent where none ever came. */
  quietS: Readonly<Record<string, number | undefined>>
}

const satelliteColumns: readonly Column[] = [
  { title: 'column.terminal' },
  { title: 'column.modem' },
  { title: 'column.cn', isFigure: true },
  { title: 'column.off', isFigure: true },
  { title: 'column.satellite' },
]

const lockCell = ({ text }: Sheet, { isAlive, isLocked }: TopicMessage<'modems'>['terminals'][string]): Cell => {
  if (!isAlive) return { text: text('word.silent'), tone: 'bad' }
  return isLocked ? { text: text('signal.locked'), tone: 'good' } : { text: text('signal.no-lock'), tone: 'bad' }
}

const satelliteLines = (sheet: Sheet, { modems, pointing }: SignalTold): string[] => {
  if (!modems.message) return paragraph(sheet, 'signal.no-modems')
  const rows = Object.entries(modems.message.terminals).map(([name, modem]) => {
    const { errorDeg, satellite = '-' } = pointing.message?.terminals[name] ?? {}
    // What a silent modem measured last says nothing of now.
    const cn = !modem.isAlive || modem.carrierToNoiseDb === undefined ? '-' : `${modem.carrierToNoiseDb.toFixed(1)} dB`
    return [name, lockCell(sheet, modem), cn, errorDeg === undefined ? '-' : degText(errorDeg, 2), satellite]
  })
  return tableLines(sheet, satelliteColumns, rows)
}

const db = (value: number | undefined, unit: string): string => (value === undefined ? '-' : `${value} ${unit}`)

/** Chosen after 3GPP's cells in use: above −95 dBm is good, below −110 dBm little passes. */
const isWeak = (rsrpDbm: number | undefined): boolean => rsrpDbm !== undefined && rsrpDbm < -110

const cellFacts = (sheet: Sheet, { rsrpDbm, rsrqDb, cell, sim }: Cellular): string[] => {
  const { text } = sheet
  const strength = `RSRP ${db(rsrpDbm ?? cell?.rsrpDbm, 'dBm')}, RSRQ ${db(rsrqDb ?? cell?.rsrqDb, 'dB')}, SINR ${db(cell?.sinrDb, 'dB')}`
  return factLines(sheet, [
    ['label.signal', isWeak(rsrpDbm) ? { text: `${strength}, ${text('signal.weak')}`, tone: 'bad' } : strength],
    ['label.sim', sim && wordOf(text, sim)],
    [
      'label.cell',
      cell &&
        [cell.technology, cell.cellId && `id ${cell.cellId}`, cell.band && `band ${cell.band}`]
          .filter(Boolean)
          .join(', '),
    ],
  ])
}

const cellLines = (sheet: Sheet, name: string, modem: Cellular, quietS: number | undefined): string[] => {
  const { text } = sheet
  const { registration, operator, rsrpDbm, isAlive } = modem
  const registered = [wordOf(text, registration), operator ?? ''].filter((part) => part !== '').join(' ')
  if (isAlive) {
    const tone = isWeak(rsrpDbm) ? 'bad' : 'good'
    return [...headLines(sheet, name, { text: registered, tone }), ...cellFacts(sheet, modem)]
  }
  const silent =
    quietS === undefined ? text('word.silent') : text('signal.silent-for', { span: spanText(text, quietS * 1000) })
  return [
    ...headLines(sheet, name, { text: silent, tone: 'bad' }),
    // Never heard, it has said nothing to be shown.
    ...(quietS === undefined
      ? []
      : [...hanging(sheet, '', text('signal.before', { words: registered })), ...cellFacts(sheet, modem)].map((line) =>
          sheet.paint('dim', line),
        )),
  ]
}

const dishLines = (sheet: Sheet, { message }: SignalTold['starlink']): string[] =>
  Object.entries(message?.dishes ?? {}).flatMap(([name, { isAlive, outage, loss, latencyMs, isObstructed }]) => {
    if (!isAlive) return headLines(sheet, name, { text: sheet.text('word.silent'), tone: 'bad' })
    return [
      ...headLines(sheet, name, { text: outage?.cause ?? sheet.text('word.up'), tone: outage ? 'bad' : 'good' }),
      ...factLines(sheet, [
        ['label.pings', `${latencyMs?.toFixed(0) ?? '-'} ms, ${loss === undefined ? '-' : (100 * loss).toFixed(0)} %`],
        ['label.obstructed', isObstructed ? { text: sheet.text('word.yes'), tone: 'bad' } : undefined],
      ]),
    ]
  })

const gnssText = ({ text }: Sheet, { message, ageMs }: SignalTold['sky']): Cell => {
  if (!message) return { text: text('word.unknown'), tone: 'bad' }
  const heard = message.satellites.flatMap(({ carrierToNoiseDbHz, isUsed }) =>
    isUsed && carrierToNoiseDbHz !== undefined ? [carrierToNoiseDbHz] : [],
  )
  const mean = heard.reduce((sum, value) => sum + value, 0) / heard.length
  if (heard.length === 0) return { text: text('signal.gnss-none'), tone: 'bad' }
  return `${text('signal.gnss', { count: heard.length, db: mean.toFixed(0) })} (${agoText(text, ageMs ?? 0)})`
}

/** How well every antenna hears what it listens to. */
export const signalLines = (sheet: Sheet, told: SignalTold): string[] => {
  const { text } = sheet
  const cells = Object.entries(told.cellular ?? {})
  const modems = Object.values(told.modems.message?.terminals ?? {})
  const locked = modems.filter(({ isLocked }) => isLocked).length
  const verdict = told.modems.message
    ? {
        text: text('signal.verdict', { locked, all: modems.length }),
        tone: locked === modems.length ? ('good' as const) : ('bad' as const),
      }
    : { text: text('word.unknown'), tone: 'bad' as const }
  return [
    ...headLines(sheet, text('title.signal'), verdict, told.modems.ageMs),
    ...satelliteLines(sheet, told),
    ...(told.cellular === undefined
      ? paragraph(sheet, 'signal.no-cellular')
      : cells.flatMap(([name, modem]) => cellLines(sheet, name, modem, told.quietS[name]))),
    ...dishLines(sheet, told.starlink),
    ...factLines(sheet, [['label.gnss', gnssText(sheet, told.sky)]]),
  ]
}

/** How old the words of a silent modem are, beside them. */
const cellularData = (modems: NonNullable<SignalTold['cellular']>, quietS: SignalTold['quietS']) =>
  Object.fromEntries(
    Object.entries(modems).map(([name, modem]) => [name, modem.isAlive ? modem : { ...modem, silentS: quietS[name] }]),
  )

export const showSignal = command({
  words: ['show', 'signal'],
  arguments: {},
  help: 'help.show-signal',
  role: 'viewer',
  run: async (context) => {
    const hasStarlink = Object.values(context.config.devices).some((device) => device.class === 'starlink')
    const [modems, pointing, sky, starlink, answer, health] = await Promise.all([
      toldOf(context, 'modems'),
      toldOf(context, 'pointing'),
      toldOf(context, 'sky'),
      hasStarlink ? toldOf(context, 'starlink') : Promise.resolve<Told<'starlink'>>({}),
      context.bus.request('cellular.show', {}),
      toldOf(context, 'links.health'),
    ])
    const cellular = answer.ok ? answer.reply.modems : undefined
    const quietS = health.message?.quietS ?? {}
    const told: SignalTold = { modems, pointing, sky, starlink, cellular, quietS }
    const data = {
      modems: modems.message,
      cellular: cellular && cellularData(cellular, quietS),
      starlink: starlink.message,
      sky: sky.message,
      ageS: (modems.ageMs ?? 0) / 1000,
    }
    return { lines: signalLines(sheetOf(context), told), data }
  },
})
