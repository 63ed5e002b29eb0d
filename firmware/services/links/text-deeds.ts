import type { Bus } from '../../bus/bus.ts'
import { whereWords } from '../../domain/emergency-report.ts'
import type { TextCommandWords } from '../../domain/text-command.ts'
import type { Obeyed } from './text-commands.ts'
import type { Whereabouts } from './whereabouts.ts'

/** What commands by text may touch, and nothing besides. */
export interface DeedOptions {
  bus: Bus
  nowMs(): number
  whereabouts: Pick<Whereabouts, 'now'>
  /** By link, its state; by class, its link. */
  status(): { links: Readonly<Record<string, string>>; classes: Readonly<Record<string, string>> }
  /** Why not; undefined when the modem restarts. */
  resetModem(name: string): Promise<string | undefined>
}

/** Whoever is not there is waited for; with no interlock nothing transmits either way. */
const MUTE_WITHIN_MS = 10_000

const where = ({ whereabouts, nowMs }: DeedOptions): Obeyed => {
  const words = whereWords(whereabouts.now(nowMs()))
  return { isDone: words !== '', words: words || 'the position is not known' }
}

const status = ({ status: tell }: DeedOptions): Obeyed => {
  const { links, classes } = tell()
  const list = (of: Readonly<Record<string, string>>): string =>
    Object.entries(of)
      .map(([name, word]) => `${name} ${word}`)
      .join(', ')
  return { isDone: true, words: `${list(links) || 'no links'}; ${list(classes) || 'nothing is carried'}` }
}

/** As a person on the train locks the roof out: only a person on the train lifts it. */
const mute = async ({ bus }: DeedOptions, sender: string): Promise<Obeyed> => {
  const before = await bus.request('transmission.show', {}, { deadlineMs: MUTE_WITHIN_MS })
  const held = before.ok ? before.reply.lockout : undefined
  if (held?.[0]) return { isDone: true, words: `muted already, by ${held.map(({ by }) => by).join(' and ')}` }
  const lock = { do: 'lock', by: `${sender}, by text`, reason: 'muted by a text message' } as const
  const answer = await bus.request('lockout.set', lock, { deadlineMs: MUTE_WITHIN_MS })
  if (!answer.ok) return { isDone: false, words: `not muted: ${answer.text}` }
  return { isDone: true, words: 'muted; a person on the train lifts it: lockout off' }
}

/** Carries a command out that was found genuine, and says what came of it. */
export const textDeeds =
  (options: DeedOptions) =>
  async (command: TextCommandWords, sender: string): Promise<Obeyed> => {
    if (command === 'where') return where(options)
    if (command === 'status') return status(options)
    if (command === 'mute') return mute(options, sender)
    const name = command.slice('modem reset '.length)
    const why = await options.resetModem(name)
    return why === undefined ? { isDone: true, words: `${name} restarts` } : { isDone: false, words: why }
  }
