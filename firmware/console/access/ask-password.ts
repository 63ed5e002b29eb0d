import type { CommandReply } from '../../bus/commands.ts'
import { PASSWORD_LONGEST, PASSWORD_SHORTEST } from '../../domain/password-rules.ts'
import type { Dialogue } from '../gate.ts'
import type { Text } from '../messages.ts'

type Unchanged = Extract<CommandReply<'access.password'>, { outcome: 'no' }>

/** Why users, or a password, stay as they are. */
export const unchangedText = (text: Text, { why, waitS = 0 }: Unchanged): string =>
  text(`access.no-${why}`, { seconds: Math.ceil(waitS), least: PASSWORD_SHORTEST, most: PASSWORD_LONGEST })

/** Asks for a new password twice; `undefined` when nothing was typed, or not the same again. */
export const askNewPassword = async ({
  text,
  ask,
  say,
}: Pick<Dialogue, 'text' | 'ask' | 'say'>): Promise<string | undefined> => {
  const password = await ask(text('access.new-password', { least: PASSWORD_SHORTEST }), { isSecret: true })
  if (password === undefined || password === '') return undefined
  const again = await ask(text('access.new-again'), { isSecret: true })
  if (again === password) return password
  if (again !== undefined) say(text('access.not-again'))
  return undefined
}
