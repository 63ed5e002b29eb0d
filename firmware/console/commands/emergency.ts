import { randomUUID } from 'node:crypto'
import type { CommandReply } from '../../bus/commands.ts'
import { phaseOf } from '../../domain/emergency-report.ts'
import { type Argument, optional, textArgument } from '../argument.ts'
import { askService } from '../ask-service.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import { noReply } from '../no-reply.ts'
import { placeText, utcSecondsText } from '../screen/figures.ts'
import { hanging, paragraph, type Sheet, sheetOf, wordOf } from '../screen/sheet.ts'
import { agoText, headLines } from '../screen/told.ts'

type Listed = CommandReply<'emergency.show'>
type One = Listed['emergencies'][number]
type Report = One['report']

/** So much of an id is shown, and tells eight apart. */
const ID_SHOWN = 8
/** Older, a position is told with its age, as the shore is told. */
const FRESH_PLACE_S = 10

const isOpen = ({ report }: One): boolean => phaseOf(report) === 'raised'

const placeWords = ({ text }: Sheet, { place }: Report): string => {
  if (!place) return ''
  const age = place.ageS > FRESH_PLACE_S ? ` (${agoText(text, place.ageS * 1000)})` : ''
  return `${placeText(place)}${age}`
}

/** Where and when, as the shore is told; empty where nothing was known. */
const whereWords = (sheet: Sheet, report: Report): string => {
  const { text } = sheet
  const { line, utcMs } = report
  const { nextStation, nextStationKm } = line ?? {}
  return [
    line ? `${line.lineId} ${text('status.km', { km: line.chainageKm.toFixed(1) })}` : '',
    nextStation === undefined
      ? ''
      : text('status.next', { name: nextStation, km: nextStationKm === undefined ? '?' : nextStationKm.toFixed(1) }),
    placeWords(sheet, report),
    utcMs === undefined ? '' : utcSecondsText(utcMs),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

const standsWords = ({ text }: Sheet, { isAcknowledged, isKept }: One): string => {
  if (isAcknowledged) return text('emergencies.shore-has')
  return text(isKept ? 'emergencies.under-way' : 'emergencies.not-kept')
}

const wayWords = ({ text }: Sheet, { kind, name, state, tries }: One['ways'][number]): string => {
  const way = text(kind === 'link' ? 'emergencies.link' : 'emergencies.text', { name })
  const times = kind === 'link' && tries > 1 ? `, ${text('alarms.times', { count: tries })}` : ''
  return `${way}: ${wordOf(text, `emergency-${state}`)}${times}`
}

const oneLines = (sheet: Sheet, one: One): string[] => {
  const { text } = sheet
  const { report, ageS, isAcknowledged, ways } = one
  const { id, by, cancelledBy } = report
  const over = cancelledBy === undefined ? '' : `${text('emergencies.cancelled', { by: cancelledBy })}: `
  const where = whereWords(sheet, report)
  return [
    ...hanging(sheet, ` - ${id.slice(0, ID_SHOWN)} `, `${over}${report.text} (${by}, ${agoText(text, ageS * 1000)})`),
    ...(where === '' ? [] : hanging(sheet, '   ', where)),
    ...hanging(sheet, '   ', standsWords(sheet, one), isAcknowledged ? 'good' : 'bad'),
    ...ways.flatMap((way) => hanging(sheet, '   - ', wayWords(sheet, way))),
  ]
}

/** Emergencies with how each stands on each way, the newest first. */
const emergenciesLines = (sheet: Sheet, { emergencies, damage }: Listed): string[] => {
  const { text } = sheet
  const open = emergencies.filter(isOpen).length
  const waiting = emergencies.filter(({ isAcknowledged }) => !isAcknowledged).length
  const verdict = text(emergencies.length === 0 ? 'emergencies.none' : 'emergencies.open', { open, waiting })
  const damaged = damage === undefined ? '' : text('emergencies.damaged', { why: damage })
  return [
    ...headLines(sheet, text('title.emergencies'), { text: verdict, tone: open + waiting === 0 ? 'good' : 'bad' }),
    ...(damaged === '' ? [] : hanging(sheet, ' ! ', damaged, 'bad')),
    ...emergencies.toReversed().flatMap((one) => oneLines(sheet, one)),
  ]
}

const outcomeOf = (context: CommandContext, listed: Listed): Outcome => ({
  lines: emergenciesLines(sheetOf(context), listed),
  data: listed,
})

/** What was raised, and how many others are open. */
const raisedOutcome = (context: CommandContext, listed: Listed, id: string): Outcome => {
  const { text } = context
  const raised = listed.emergencies.filter(({ report }) => report.id === id)
  const { lines } = outcomeOf(context, { ...listed, emergencies: raised })
  const count = listed.emergencies.filter((one) => isOpen(one) && one.report.id !== id).length
  return { lines: count === 0 ? lines : [...lines, text('emergencies.more', { count })], data: listed }
}

const raise = command({
  words: ['emergency', 'raise'],
  arguments: { text: textArgument({ label: 'TEXT', help: 'argument.emergency', most: 200 }) },
  help: 'help.emergency-raise',
  role: 'viewer',
  danger: 'emergencies.danger-raise',
  isUrgent: true,
  // A bar in what somebody types in haste is no filter.
  takesFilters: true,
  whenInterrupted: (text) => text('emergencies.unsure'),
  run: async (context, { text }): Promise<Outcome> => {
    const id = randomUUID().replaceAll('-', '')
    const answer = await context.bus.request('emergency.raise', { id, text, by: context.user.name })
    if (answer.ok) return raisedOutcome(context, answer.reply, id)
    const { lines, ...rest } = noReply(context, answer, 'links')
    return { lines: [...lines, ...paragraph(sheetOf(context), 'emergencies.unsure')], ...rest }
  },
})

/** The begin of an id, or all of them. */
const emergencyMeant: Argument<string> = {
  label: 'ID|all',
  help: 'argument.emergency-id',
  choices: () => ['all'],
  read: (text) =>
    text === 'all' || /^[0-9a-f]{4,32}$/.test(text)
      ? { value: text }
      : { key: 'argument.not-emergency', values: { text } },
}

/** Those open that are meant; the one that is open where none is named. */
const meantBy = ({ emergencies }: Listed, which: string | undefined): One[] =>
  emergencies
    .filter(isOpen)
    .filter(({ report }) => which === undefined || which === 'all' || report.id.startsWith(which))

/** What would be cancelled, or why nothing can be. */
const findMeant = async (context: CommandContext, which: string | undefined): Promise<One[] | Outcome> => {
  const { text } = context
  const answer = await context.bus.request('emergency.show', {})
  if (!answer.ok) return noReply(context, answer, 'links')
  const meant = meantBy(answer.reply, which)
  if (meant.length === 1 || (meant.length > 1 && which === 'all')) return meant
  const why = text(meant.length === 0 ? 'emergencies.none-open' : 'emergencies.several', { count: meant.length })
  const { lines, data } = outcomeOf(context, answer.reply)
  return { lines: [why, ...lines], data, isBad: true }
}

const idsOf = (some: readonly One[]): string => some.map(({ report }) => report.id).join()

/** By their ids: what is raised meanwhile is none of them. */
const cancelEach = async (context: CommandContext, meant: readonly One[]): Promise<Outcome> => {
  let outcome: Outcome = { lines: [], data: null, isBad: true }
  for (const { report } of meant) {
    const answer = await context.bus.request('emergency.cancel', { id: report.id, by: context.user.name })
    if (!answer.ok) return noReply(context, answer, 'links')
    outcome = outcomeOf(context, answer.reply)
  }
  return outcome
}

const cancel = command({
  words: ['emergency', 'cancel'],
  arguments: { which: optional(emergencyMeant) },
  help: 'help.emergency-cancel',
  role: 'technician',
  danger: 'emergencies.danger-cancel',
  foretell: async (context, { which }) => {
    const meant = await findMeant(context, typeof which === 'string' ? which : undefined)
    if (!Array.isArray(meant)) return meant
    return { lines: meant.flatMap((one) => oneLines(sheetOf(context), one)), data: meant }
  },
  run: async (context, { which }, foretold): Promise<Outcome> => {
    const meant = await findMeant(context, which)
    if (!Array.isArray(meant)) return meant
    const shown = Array.isArray(foretold) ? (foretold as readonly One[]) : []
    if (idsOf(meant) !== idsOf(shown)) {
      const lines = [context.text('emergencies.changed'), ...meant.flatMap((one) => oneLines(sheetOf(context), one))]
      return { lines, data: meant, isBad: true }
    }
    return cancelEach(context, meant)
  },
})

const showEmergencies = command({
  words: ['show', 'emergencies'],
  arguments: {},
  help: 'help.show-emergencies',
  role: 'viewer',
  run: (context) => askService(context, 'emergency.show', {}, (listed) => outcomeOf(context, listed)),
})

/** What the shore is told of at once, by every way. */
export const emergencyCommands: readonly ConsoleCommand[] = [raise, cancel, showEmergencies]
