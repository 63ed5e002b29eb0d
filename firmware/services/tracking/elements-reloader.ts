import { type CommandHandler, refuse } from '../../bus/answer.ts'
import type { Tell } from '../tell.ts'
import type { RenewedElements } from './tracked-terminal.ts'

/** Has elements read again, and everybody follow by them once all are there. One at a time: whoever asks meanwhile may have written what is not read any more. */
export const elementsReloader = (
  { reloadElements, tell }: { reloadElements?: () => Promise<Readonly<Record<string, RenewedElements>>>; tell: Tell },
  trackers: readonly { name: string; tracker: { renew(elements: RenewedElements): void } }[],
): CommandHandler<'elements.reload'> => {
  let isReading = false
  return async () => {
    if (isReading) return refuse('elements are being read already; ask again when that is done')
    isReading = true
    try {
      const renewed = (await reloadElements?.()) ?? {}
      for (const { name, tracker } of trackers) if (renewed[name]) tracker.renew(renewed[name])
      const told = Object.entries(renewed).map(([name, { elements, barred }]) => [
        name,
        { satellites: elements.satellites.length, barred: barred.length },
      ])
      return { ok: true, reply: { terminals: Object.fromEntries(told) } }
    } catch (error) {
      tell({
        severity: 'warning',
        subject: 'elements',
        text: 'goes on by the elements that it has',
        reasons: [error instanceof Error ? error.message : String(error)],
      })
      throw error
    } finally {
      isReading = false
    }
  }
}
