import type { MonotonicMs } from '../../hal/units.ts'
import type { EventMessage } from '../bus/topics.ts'
import type { Notice } from './notices.ts'
import { agoText } from './screen/told.ts'

const JUST_NOW_MS = 5_000

/** That a commit restarted the console: for the first who comes after it. `undefined` for any other event, or one that this console saw itself. */
export const restartNotice = (
  { code, values, atMs }: EventMessage,
  { beganMs, nowMs }: { beganMs: MonotonicMs; nowMs: () => MonotonicMs },
): Notice | undefined => {
  const services = String(values?.['services'] ?? '').split(' ')
  if (code !== 'configuration-placed' || atMs >= beganMs || !services.includes('console')) return undefined
  return (text) =>
    text('session.committed', {
      ago: agoText(text, nowMs() - atMs),
      by: values?.['by'] ?? '?',
      version: values?.['version'] ?? '?',
    })
}

/** That a configuration on trial went back by itself; `undefined` for an event of anything else. */
export const trialNotice = ({ code, values, atMs }: EventMessage, nowMs: () => MonotonicMs): Notice | undefined => {
  if (code !== 'configuration-returned') return undefined
  return (text) => {
    const services = String(values?.['services'] ?? '').replaceAll(' ', ', ')
    const told = text('session.trial-returned', {
      ago: nowMs() - atMs < JUST_NOW_MS ? text('show.just-now') : agoText(text, nowMs() - atMs),
      by: values?.['by'] ?? '?',
      version: values?.['version'] ?? '?',
    })
    return services === '' ? told : `${told} ${text('configuration.restarts', { services })}`
  }
}
