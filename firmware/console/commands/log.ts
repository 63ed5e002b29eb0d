import type { NoAnswer } from '../../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { serviceNames } from '../../bus/services.ts'
import type { EventMessage } from '../../bus/topics.ts'
import { choiceArgument, numberArgument, optional } from '../argument.ts'
import { type CommandContext, type ConsoleCommand, command } from '../command.ts'
import { noReply } from '../no-reply.ts'
import { utcNow } from '../screen/heard-utc.ts'
import { logEntryLines, logFileLine } from '../screen/log-lines.ts'
import { paragraph, sheetOf } from '../screen/sheet.ts'
import { headLines } from '../screen/told.ts'

type Entry = CommandReply<'log.show'>['entries'][number]

const gravities = ['info', 'warning', 'alarm'] as const

const severity = optional(choiceArgument({ label: 'SEVERITY', help: 'argument.severity', choices: gravities }))
const source = optional(choiceArgument({ label: 'SOURCE', help: 'argument.source', choices: serviceNames }))

const SHOWN_USUALLY = 20

const showLog = command({
  words: ['show', 'log'],
  arguments: {
    count: optional(
      numberArgument({ label: 'N', help: 'argument.log-count', unit: '', min: 1, max: 200, isWhole: true }),
    ),
    severity,
    source,
  },
  help: 'help.show-log',
  role: 'viewer',
  run: async (context, { count = SHOWN_USUALLY, severity: gravity, source: of }) => {
    const wanted: CommandRequest<'log.show'> = {
      count,
      ...(gravity && { severity: gravity }),
      ...(of && { source: of }),
    }
    const answer = await context.bus.request('log.show', wanted)
    if (!answer.ok) return noReply(context, answer, 'alarms')
    const { entries } = answer.reply
    const sheet = sheetOf(context)
    const verdict = sheet.text(entries.length === 0 ? 'log.empty' : 'log.newest', { count: entries.length })
    return {
      lines: [
        ...headLines(sheet, sheet.text('title.log'), verdict),
        ...(entries.some(({ utcMs }) => utcMs === undefined) ? paragraph(sheet, 'log.since-start') : []),
        ...entries.flatMap((one) => logEntryLines(sheet, one)),
      ],
      data: { entries },
    }
  },
})

const DAY_MS = 86_400_000

/** What a bus repeats to who comes late is no news. */
const isNews = ({ atMs }: EventMessage, sinceMs: number): boolean => atMs >= sinceMs

const untilEnded = (ended: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ended.aborted) resolve()
    else ended.addEventListener('abort', () => resolve(), { once: true })
  })

const followLog = command({
  words: ['log', 'follow'],
  arguments: { severity, source },
  help: 'help.log-follow',
  role: 'viewer',
  deadlineMs: DAY_MS,
  run: async (context, { severity: gravity = 'info', source: of }) => {
    const { bus, clock, ended, say, text } = context
    const sinceMs = clock.nowMs()
    let count = 0
    const tell = async (from: Entry['source'], event: EventMessage): Promise<void> => {
      if (!isNews(event, sinceMs) || gravities.indexOf(event.severity) < gravities.indexOf(gravity)) return
      const utcMs = await utcNow(context, event.atMs)
      if (ended.aborted) return
      count++
      const entry = { ...event, number: count, uptimeS: event.atMs / 1000, source: from, ...(utcMs && { utcMs }) }
      for (const line of logEntryLines(sheetOf(context), entry)) say(line)
    }
    say(text('log.following'))
    const sources = serviceNames.filter((name) => of === undefined || name === of)
    const ends = sources.map((name) => bus.subscribe(`${name}.event`, (event) => void tell(name, event)))
    await untilEnded(ended)
    for (const end of ends) end()
    return { lines: [text('log.followed', { count })], data: { count } }
  },
})

const PAGE = 200

/** Every entry that is kept as a line of a file, the oldest first; or why there is none. */
export const logLines = async ({ bus }: Pick<CommandContext, 'bus'>): Promise<readonly string[] | NoAnswer> => {
  const pages: Entry[][] = []
  for (let before: number | undefined; ; ) {
    const answer = await bus.request('log.show', { count: PAGE, ...(before !== undefined && { before }) })
    if (!answer.ok) return answer
    const [first] = answer.reply.entries
    if (!first) return pages.toReversed().flat().map(logFileLine)
    pages.push(answer.reply.entries)
    before = first.number
  }
}

const exportLog = command({
  words: ['log', 'export'],
  arguments: {},
  help: 'help.log-export',
  role: 'viewer',
  run: async (context) => {
    const lines = await logLines(context)
    if ('reason' in lines) return noReply(context, lines, 'alarms')
    const begin = `-----BEGIN LOG ${context.config.train.id} ${lines.length} LINES-----`
    return { lines, data: { lines }, raw: { begin, end: '-----END LOG-----' } }
  },
})

/** What services told, and tell. */
export const logCommands: readonly ConsoleCommand[] = [showLog, followLog, exportLog]
