import type { MonotonicMs, UtcMs } from '../../../hal/units.ts'
import type { TimeServer } from '../../../hal/utc-clock.ts'
import type { ServiceContext } from '../service.ts'
import { tellAs } from '../tell.ts'

/** Hands time on to whoever serves it; tells once that nobody takes it, and that somebody does again. */
export const serveTime = (deps: ServiceContext, server: TimeServer) => {
  const tell = tellAs('navigation', deps)
  let hasFailed = false
  return {
    /** Nothing is said of a time that is not known: who serves it grows unsure by itself. */
    serve: (utcMs: UtcMs | undefined, atMs: MonotonicMs): void => {
      if (utcMs === undefined) return
      try {
        server.tell({ utcMs, atMs })
        if (hasFailed) tell({ subject: 'time', text: 'time is served again' })
        hasFailed = false
      } catch (error) {
        if (!hasFailed) tell({ subject: 'time', text: `time is not served: ${String(error)}`, severity: 'warning' })
        hasFailed = true
      }
    },
    close: () => server.close(),
  }
}
