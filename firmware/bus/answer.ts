import type { z } from 'zod'
import type { CommandName, CommandReply, CommandRequest } from './commands.ts'

export const noAnswerReasons = ['refused', 'failed', 'busy', 'no-server', 'timeout', 'closed'] as const

/**
 * Why a command brought no reply. `refused`: the request does not fit its schema, or the service says no. `failed`: its handler
 * threw, or replied what the schema does not know. `busy`: too many wait already. `no-server`: nobody was there to take it, so
 * nothing was done. `timeout`: it was taken, and whether it was done is unknown. `closed`: the caller's bus ended.
 */
export type NoAnswerReason = (typeof noAnswerReasons)[number]

export interface NoAnswer {
  ok: false
  reason: NoAnswerReason
  /** For people, in one line. */
  text: string
}

/** What a caller gets, by the deadline at the latest. */
export type Answer<C extends CommandName> = { ok: true; reply: CommandReply<C> } | NoAnswer

/** Carries a command out. What it throws is told to the caller as `failed`. */
export type CommandHandler<C extends CommandName> = (message: CommandRequest<C>) => Answer<C> | Promise<Answer<C>>

const TEXT_LIMIT = 400

export const noAnswer = (reason: NoAnswerReason, text: string): NoAnswer => ({
  ok: false,
  reason,
  text: text.slice(0, TEXT_LIMIT),
})

/** What a handler answers that understands the request and will not do it. */
export const refuse = (text: string): NoAnswer => noAnswer('refused', text)

const unitOf: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' }

const inOurWords = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'too_big')
    return `${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}${unitOf[issue.origin] ?? ''}`
  if (issue.code !== 'too_small') return issue.message
  if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty'
  return `${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}${unitOf[issue.origin] ?? ''}`
}

/** Every mistake that a schema found, in one line. */
export const mistakesIn = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${inOurWords(issue)}`).join('; ')
