import { isMessageKey, type MessageValues, type Text } from '../messages.ts'

/** Why a link is as it is, by its code. */
export interface LinkWhy {
  code: string
  values: MessageValues
}

/** A link's reason in the language of the session; in the words of its service where there is no code, or none that is known. */
export const becauseText = (text: Text, reason: string, why: LinkWhy | undefined): string => {
  const key = `because.${why?.code}`
  return why && isMessageKey(key) ? text(key, why.values) : reason
}
