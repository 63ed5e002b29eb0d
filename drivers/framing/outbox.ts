import type { SerialLink } from '../../hal/serial-link.ts'

/** What waits to be sent: one place for each kind, in order of urgency; what it says is composed when it leaves. */
export interface Outbox<Kind extends string> {
  post(kind: Kind): void
  clear(): void
}

/** One write at a time, so that an urgent kind waits for one line at most and memory is bounded by the kinds. */
export const outbox = <Kind extends string>(with_: {
  link: SerialLink
  order: readonly Kind[]
  compose(kind: Kind): string
}): Outbox<Kind> => {
  const waiting = new Set<Kind>()
  let isWriting = false
  const pump = (): void => {
    const kind = isWriting ? undefined : with_.order.find((each) => waiting.has(each))
    if (kind === undefined) return
    waiting.delete(kind)
    isWriting = true
    const done = (): void => {
      isWriting = false
      pump()
    }
    // A write that fails is counted by the link, and what it said is asked for again or repeated in time.
    with_.link.write(Buffer.from(with_.compose(kind))).then(done, done)
  }
  return {
    post: (kind) => {
      waiting.add(kind)
      pump()
    },
    clear: () => waiting.clear(),
  }
}
