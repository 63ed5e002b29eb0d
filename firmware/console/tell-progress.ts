import type { Text } from './messages.ts'

/** Lines of progress that wait for a slow line: at 9600 baud three seconds of it. Above, lines are left out until few wait. */
const WAITING_AT_MOST = 50
const FEW_WAITING = 10

/** Tells what a running command says as fast as the line takes it; what is too much for it is left out and counted. */
export const tellProgress = (
  write: (line: string) => Promise<void>,
  text: Text,
): { say(line: string): void; done(): Promise<void> } => {
  let waiting = 0
  let leftOut = 0
  let isFull = false
  let last: Promise<void> = Promise.resolve()
  const send = (line: string): void => {
    waiting++
    last = write(line).finally(() => {
      waiting--
    })
  }
  const sayLeftOut = (): void => {
    if (leftOut > 0) send(text('session.left-out', { count: leftOut }))
    leftOut = 0
  }
  return {
    say: (line) => {
      isFull = waiting > (isFull ? FEW_WAITING : WAITING_AT_MOST)
      if (isFull) {
        leftOut++
        return
      }
      sayLeftOut()
      send(line)
    },
    done: async () => {
      sayLeftOut()
      await last
    },
  }
}
