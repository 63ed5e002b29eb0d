import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { command } from '../command.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { degText } from '../screen/figures.ts'
import { type Cell, factLines, paragraph, type Sheet, sheetOf, wordOf } from '../screen/sheet.ts'
import { agoText, headLines, type Told, toldOf } from '../screen/told.ts'

type Cellular = CommandReply<'cellular.show'>['modems'][string]

/** What signals are shown from; absent is what the train has not, or what nobody says now. */
export interface SignalTold {
  modems: Told<'modems'>
  pointing: Told<'pointing'>
  cellular: Readonly<Record<string, Cellular>> | undefined
  starlink: Told<'starlink'>
  sky: Told<'sky'>
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
    const cn = modem.carrierToNoiseDb === undefined ? '-' : `${modem.carrierToNoiseDb.toFixed(1)} dB`
    return [name, lockCell(sheet, modem), cn, errorDeg === undefined ? '-' : degText(errorDeg, 2), satellite]
  })
  return tableLines(sheet, satelliteColumns, rows)
}

const db = (value: number | undefined, unit: string): string => (value === undefined ? '-' : `${value} ${unit}`)

/** Chosen after 3GPP's cells in use: above −95 dBm is good, below −110 dBm little passes. */
const isWeak = (rsrpDbm: number | undefined): boolean => rsrpDbm !== undefined && rsrpDbm < -110

const cellLines = (sheet: Sheet, name: string, modem: Cellular): string[] => {
  const { text } = sheet
  const { registration, operator, rsrpDbm, rsrqDb, cell, sim, isAlive } = modem
  const words = isAlive
    ? [wordOf(text, registration), operator ?? ''].filter((part) => part !== '').join(' ')
    : text('word.silent')
  const strength = `RSRP ${db(rsrpDbm ?? cell?.rsrpDbm, 'dBm')}, RSRQ ${db(rsrqDb ?? cell?.rsrqDb, 'dB')}, SINR ${db(cell?.sinrDb, 'dB')}`
  const isBad = !isAlive || isWeak(rsrpDbm)
  return [
    ...headLines(sheet, name, { text: words, tone: isBad ? 'bad' : 'good' }),
    ...factLines(sheet, [
      ['label.signal', isWeak(rsrpDbm) ? { text: `${strength}, ${text('signal.weak')}`, tone: 'bad' } : strength],
      ['label.sim', sim && wordOf(text, sim)],
      [
        'label.cell',
        cell &&
          [cell.technology, cell.cellId && `id ${cell.cellId}`, cell.band && `band ${cell.band}`]
            .filter(Boolean)
            .join(', '),
      ],
    ]),
  ]
}

const dishLines = (sheet: Sheet, { message }: SignalTold['starlink']): string[] =>
  Object.entries(message?.dishes ?? {}).flatMap(([name, { isAlive, outage, loss, latencyMs, isObstructed }]) => {
    const state = isAlive ? (outage?.cause ?? sheet.text('word.up')) : sheet.text('word.silent')
    return [
      ...headLines(sheet, name, { text: state, tone: isAlive && !outage ? 'good' : 'bad' }),
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
      : cells.flatMap(([name, modem]) => cellLines(sheet, name, modem))),
    ...dishLines(sheet, told.starlink),
    ...factLines(sheet, [['label.gnss', gnssText(sheet, told.sky)]]),
  ]
}

export const showSignal = command({
  words: ['show', 'signal'],
  arguments: {},
  help: 'help.show-signal',
  role: 'viewer',
  run: async (context) => {
    const hasStarlink = Object.values(context.config.devices).some((device) => device.class === 'starlink')
    const [modems, pointing, sky, starlink, answer] = await Promise.all([
      toldOf(context, 'modems'),
      toldOf(context, 'pointing'),
      toldOf(context, 'sky'),
      hasStarlink ? toldOf(context, 'starlink') : Promise.resolve<Told<'starlink'>>({}),
      context.bus.request('cellular.show', {}),
    ])
    const cellular = answer.ok ? answer.reply.modems : undefined
    const told: SignalTold = { modems, pointing, sky, starlink, cellular }
    const data = {
      modems: modems.message,
      cellular,
      starlink: starlink.message,
      sky: sky.message,
      ageS: (modems.ageMs ?? 0) / 1000,
    }
    return { lines: signalLines(sheetOf(context), told), data }
  },
})
