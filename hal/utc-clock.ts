import type { MonotonicMs, UtcMs } from './units.ts'

/** UTC as a clock told it, at a time of the monotonic clock; one sigma, of what the clock itself knows of its error. */
export interface UtcReading {
  utcMs: UtcMs
  atMs: MonotonicMs
  sigmaMs: number
}

/** A clock beside the receivers: one of the machine's own, or a daemon that follows servers. */
export interface UtcClock {
  readonly name: string
  /** `undefined` while it has no time that it stands for; rejects with TerminalError, with an end to every wait, when it cannot be asked. */
  read(): Promise<UtcReading | undefined>
}

/** Who serves time to other machines. */
export interface TimeServer {
  /** Gives it one sample; never waits. Throws TerminalError when nobody takes it. */
  tell(sample: { utcMs: UtcMs; atMs: MonotonicMs }): void
  close(): void
}

/** What a machine has of these. */
export interface MachineClocks {
  /** Battery-backed. */
  rtc?: UtcClock
  /** Of servers that prove who they are; of others it tells nothing. */
  ntp?: UtcClock
  server?: TimeServer
}
