import type { CommandReply } from '../../bus/commands.ts'
import { hasArrived } from '../../domain/maintenance-request.ts'
import { textArgument } from '../argument.ts'
import { askService } from '../ask-service.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import type { MessageKey } from '../messages.ts'
import { hanging, paragraph, type Sheet, sheetOf, wordOf } from '../screen/sheet.ts'
import { agoText, headLines } from '../screen/told.ts'

type Listed = CommandReply<'request.show'>
type One = Listed['requests'][number]

const oneLines = (sheet: Sheet, { request, ageS, state, isTexted, isKept }: One): string[] => {
  const { text } = sheet
  const station = request.station ?? text('requests.next-station')
  const notes = [
    wordOf(text, `request-${state}`),
    isTexted && state !== 'delivered' ? text('requests.texted') : '',
    isKept ? '' : text('requests.not-kept'),
  ].filter((note) => note !== '')
  return [
    ...hanging(sheet, ' - ', `${station}: ${request.text} (${request.by}, ${agoText(text, ageS * 1000)})`),
    ...hanging(sheet, '   ', notes.join(', '), hasArrived(state) ? 'good' : 'bad'),
  ]
}

const verdictKey = (open: number, all: number): MessageKey => {
  if (all === 0) return 'requests.none'
  return open === 0 ? 'requests.arrived' : 'requests.open'
}

/** Requests with how each stands, the newest first. */
const requestsLines = (sheet: Sheet, { requests }: Listed, hasShore: boolean): string[] => {
  const { text } = sheet
  const open = requests.filter(({ state }) => !hasArrived(state)).length
  const verdict = text(verdictKey(open, requests.length), { open, all: requests.length })
  return [
    ...headLines(sheet, text('title.requests'), verdict),
    ...requests.toReversed().flatMap((one) => oneLines(sheet, one)),
    ...(open > 0 ? paragraph(sheet, hasShore ? 'requests.how' : 'requests.no-shore') : []),
  ]
}

const outcomeOf = (context: CommandContext, listed: Listed): Outcome => ({
  lines: requestsLines(sheetOf(context), listed, context.config.emergency.shore !== undefined),
  data: listed,
})

const signalAhead = command({
  words: ['signal', 'ahead'],
  arguments: { text: textArgument({ label: 'TEXT', help: 'argument.request', most: 200 }) },
  help: 'help.signal-ahead',
  role: 'technician',
  run: (context, { text }) =>
    askService(context, 'request.raise', { text, by: context.user.name }, (listed) => outcomeOf(context, listed)),
})

const showRequests = command({
  words: ['show', 'requests'],
  arguments: {},
  help: 'help.show-requests',
  role: 'viewer',
  run: (context) => askService(context, 'request.show', {}, (listed) => outcomeOf(context, listed)),
})

/** What the next station is asked for. */
export const requestCommands: readonly ConsoleCommand[] = [signalAhead, showRequests]
