import { randomUUID } from 'node:crypto'
import type { CommandName, CommandReply, CommandRequest } from '../../bus/commands.ts'
import { emergencyWords, phaseOf } from '../../domain/emergency-report.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface OnBus {
  bus: string
}

type Listed = CommandReply<'emergency.show'>
type Emergency = Listed['emergencies'][number]

const keptWords = ({ isKept, isAcknowledged }: Emergency): string => {
  if (isAcknowledged) return 'THE SHORE HAS IT'
  return isKept ? 'under way; it goes on until the shore has it' : 'under way, but NOT KEPT: a power cut would lose it'
}

const lines = (emergency: Emergency): string[] => [
  emergencyWords(emergency.report),
  `  ${emergency.report.id}, ${Math.round(emergency.ageS / 60)} min old: ${keptWords(emergency)}`,
  ...emergency.ways.map(({ kind, name, state, tries }) => {
    const way = `  ${kind === 'text' ? 'text to' : 'link'} ${name}`.padEnd(24)
    return `${way} ${state}${kind === 'link' && tries > 1 ? `, ${tries} times` : ''}`
  }),
]

/** A few lines for each. */
export const emergenciesText = ({ emergencies, damage }: Listed): string => {
  const listed = emergencies.length === 0 ? 'no emergency\n' : `${emergencies.flatMap(lines).join('\n')}\n`
  return damage === undefined ? listed : `DAMAGED: ${damage}: some may be missing\n${listed}`
}

const asked = async <C extends CommandName>({ bus }: OnBus, command: C, request: CommandRequest<C>) =>
  replyOf(await ask(bus, command, request), 'the links service')

/** What was raised, and how many others are open. */
export const raisedText = (listed: Listed, id: string): string => {
  const others = listed.emergencies.filter(({ report }) => report.id !== id)
  const open = others.filter(({ report }) => phaseOf(report) === 'raised').length
  const raised = { ...listed, emergencies: listed.emergencies.filter(({ report }) => report.id === id) }
  const more = open === 0 ? '' : `${open} more ${open === 1 ? 'is' : 'are'} open: emergency show lists them\n`
  return `${emergenciesText(raised)}${more}`
}

/** `emergency raise TEXT`. */
export const emergencyRaise = async (
  options: OnBus & { by: string },
  _stop: StopSignal,
  text: string,
): Promise<number> => {
  const id = randomUUID().replaceAll('-', '')
  process.stdout.write(raisedText(await asked(options, 'emergency.raise', { id, text, by: options.by }), id))
  return 0
}

/** `emergency show`. */
export const emergencyShow = async (options: OnBus & { json?: true }, _stop: StopSignal): Promise<number> => {
  const listed = await asked(options, 'emergency.show', {})
  process.stdout.write(options.json ? `${JSON.stringify(listed)}\n` : emergenciesText(listed))
  return 0
}

/** `emergency cancel [ID] [--all]`. */
export const emergencyCancel = async (
  options: OnBus & { by: string; all?: true },
  _stop: StopSignal,
  id?: string,
): Promise<number> => {
  const request = { by: options.by, ...(id !== undefined && { id }), ...(options.all && { all: options.all }) }
  process.stdout.write(emergenciesText(await asked(options, 'emergency.cancel', request)))
  return 0
}
