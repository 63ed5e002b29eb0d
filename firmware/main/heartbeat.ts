import type { Cancel, Clock } from '../../hal/clock.ts'
import { parentProcess } from '../../hal/linux/child-process.ts'
import { HEARTBEAT_EVERY_MS } from './liveness.ts'

/** Tells whoever started this process once a second that its event loop turns; nothing where nobody did. The returned function ends it. */
export const startHeartbeat = (clock: Clock): Cancel => {
  if (!parentProcess.isThere()) return () => undefined
  const beat = (): void => parentProcess.send({ beat: true })
  beat()
  return clock.every(HEARTBEAT_EVERY_MS, beat)
}
