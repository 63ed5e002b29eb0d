interface Waiting<T> {
  one: T
  resolve: () => void
  reject: (error: unknown) => void
}

interface Changes<T> {
  /** Has it done after the changes before it. */
  inTurn(change: () => Promise<void>): Promise<unknown>
  /** Makes several at once, in their order; what of them was made when it rejects does not matter. */
  all(changes: readonly T[]): Promise<void>
  each(change: T): Promise<void>
}

/**
 * Changes that are asked for while another is being made are made in one go: a link that is lost takes several classes along, and the
 * last of them would wait for all the others' programs. Where that fails each is made by itself, so that one does not fail for another.
 */
export const together = <T>({ inTurn, all, each }: Changes<T>): ((change: T) => Promise<void>) => {
  let waiting: Waiting<T>[] = []
  const go = async (): Promise<void> => {
    const now = waiting
    waiting = []
    const madeAll = (): Promise<boolean> =>
      all(now.map(({ one }) => one)).then(
        () => true,
        () => false,
      )
    const isMade = now.length > 1 && (await madeAll())
    for (const { one, resolve, reject } of now) {
      if (isMade) resolve()
      else await each(one).then(resolve, reject)
    }
  }
  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject })
      if (waiting.length === 1) void inTurn(go)
    })
}
