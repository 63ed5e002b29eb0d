import type { ServiceName } from '../bus/services.ts'
import { touchedServices } from '../config/touched-services.ts'
import type { TrainConfig } from '../config/train-config.ts'

interface Followed {
  /** Of the services that run now. */
  config: TrainConfig
  /** Reads the train's file anew; rejects when it cannot be used. */
  read(): Promise<TrainConfig>
  start(service: ServiceName): Promise<unknown>
  renew(service: ServiceName): Promise<unknown>
  retire(service: ServiceName): Promise<unknown>
  onTrouble(cause: unknown): void
}

/**
 * Brings the running services after the train's file each time the returned function is called: those that read what has changed
 * start again, new ones start, and those that nobody asks for any more end. One change at a time.
 */
export const followConfiguration = (followed: Followed): (() => Promise<void>) => {
  let running = followed.config
  let last = Promise.resolve()
  const follow = async (): Promise<void> => {
    const wanted = await followed.read()
    const { start, stop, restart } = touchedServices(running, wanted)
    running = wanted
    await Promise.all([...stop.map(followed.retire), ...restart.map(followed.renew)])
    await Promise.all(start.map(followed.start))
  }
  return () => {
    last = last.then(follow).catch(followed.onTrouble)
    return last
  }
}
