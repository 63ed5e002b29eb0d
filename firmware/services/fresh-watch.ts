import type { Cancel } from '../../hal/clock.ts'
import type { TopicMessage, TopicName } from '../bus/topics.ts'
import type { ServiceContext } from './service.ts'

/** 600 ms at 5 Hz. */
const POWER_STALE_AFTER_PERIODS = 3

/**
 * Each message of a topic, and `undefined` once when the last one is stale: what nobody says any more is unknown.
 * A message that is stale when it arrives is none.
 */
export const watchFresh = <T extends TopicName>(
  { clock, bus }: Pick<ServiceContext, 'clock' | 'bus'>,
  { topic, staleAfterMs }: { topic: T; staleAfterMs: number },
  handler: (message: TopicMessage<T> | undefined) => void,
): Cancel => {
  let staleAtMs = Number.NEGATIVE_INFINITY
  let cancel: Cancel | undefined
  // One timer for many messages: it looks again when it fires.
  const look = (): void => {
    const leftMs = staleAtMs - clock.nowMs()
    cancel = leftMs > 0 ? clock.after(leftMs, look) : undefined
    if (!cancel) handler(undefined)
  }
  const unsubscribe = bus.subscribe(topic, (message) => {
    const leftMs = message.atMs + staleAfterMs - clock.nowMs()
    if (leftMs <= 0) return
    staleAtMs = message.atMs + staleAfterMs
    cancel ??= clock.after(leftMs, look)
    handler(message)
  })
  return () => {
    unsubscribe()
    cancel?.()
  }
}

/** The power board's word, which is stale after three periods of it. */
export const watchPower = (
  { powerHz, ...context }: ServiceContext & { powerHz: number },
  handler: (message: TopicMessage<'power'> | undefined) => void,
): Cancel =>
  watchFresh(context, { topic: 'power', staleAfterMs: (POWER_STALE_AFTER_PERIODS * 1_000) / powerHz }, handler)
