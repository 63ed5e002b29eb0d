/** Work that pauses at each `yield`, so that whoever must not be held up can do something else in between; its result is what it returns. */
export type InParts<T> = Generator<undefined, T, undefined>

/** All parts, without a pause. */
export const atOnce = <T>(work: InParts<T>): T => {
  for (;;) {
    const part = work.next()
    if (part.done) return part.value
  }
}
