import type { TopicMessage } from '../../bus/topics.ts'
import { isTroubleCode } from '../../plan/trouble-kinds.ts'
import type { Text } from '../messages.ts'
import { adviceText, troubleText } from './trouble-lines.ts'

export type AlarmTold = TopicMessage<'alarms'>['alarms'][number]

/** An alarm in a sentence; what newer firmware knows alone by its code. */
export const alarmText = (
  text: Text,
  { code, subject, values }: Pick<AlarmTold, 'code' | 'subject' | 'values'>,
): string => {
  if (isTroubleCode(code)) return troubleText(text, { code, subject, values })
  if (code === 'service-restarted') return text('trouble.service-restarted', { subject, ...values })
  return code === 'event' ? `${subject}: ${values['text'] ?? ''}` : `${code} ${subject}`
}

/** What to do about it. */
export const alarmAdvice = (text: Text, { code, subject }: Pick<AlarmTold, 'code' | 'subject'>): string => {
  if (isTroubleCode(code)) return adviceText(text, { code, subject })
  return code === 'service-restarted'
    ? text('advice.service-restarted', { subject })
    : text('advice.event', { source: subject.split(' ')[0] ?? subject })
}
