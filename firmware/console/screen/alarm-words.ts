import type { TopicMessage } from '../../bus/topics.ts'
import { isTroubleCode } from '../../plan/trouble-kinds.ts'
import { isMessageKey, type Text } from '../messages.ts'
import { adviceText, troubleText } from './trouble-lines.ts'

export type AlarmTold = TopicMessage<'alarms'>['alarms'][number]

/** What a service told, in the words that there are for its kind; else in its own. */
export const eventText = (text: Text, { event, text: told = '', ...values }: AlarmTold['values']): string => {
  const key = `event.${event}`
  return isMessageKey(key) ? text(key, values) : String(told)
}

/** An alarm in a sentence; what newer firmware knows alone by its code. */
export const alarmText = (
  text: Text,
  { code, subject, values }: Pick<AlarmTold, 'code' | 'subject' | 'values'>,
): string => {
  if (isTroubleCode(code)) return troubleText(text, { code, subject, values })
  if (code === 'service-restarted') return text('trouble.service-restarted', { subject, ...values })
  return code === 'event' ? `${subject}: ${eventText(text, values)}` : `${code} ${subject}`
}

/** What to do about it. */
export const alarmAdvice = (
  text: Text,
  { code, subject, values }: Pick<AlarmTold, 'code' | 'subject' | 'values'>,
): string => {
  if (isTroubleCode(code)) return adviceText(text, { code, subject, values })
  return code === 'service-restarted'
    ? text('advice.service-restarted', { subject })
    : text('advice.event', { source: subject.split(' ')[0] ?? subject })
}
