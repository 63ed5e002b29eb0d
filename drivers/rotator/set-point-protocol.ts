import type { MountPosition } from './rotator.ts'

/** What a mount's bytes come to. */
export interface SetPointEvents {
  onPosition(position: MountPosition): void
  /** The mount says that it did not take a command. */
  onRefusal(): void
  /** Bytes that belong to no reply. */
  onDiscard(bytes: number): void
}

/** Replies out of a mount's bytes, in any fragmentation, in bounded memory. */
export interface SetPointFramer {
  push(bytes: Uint8Array): void
  /** Forgets half a reply, as when the line closed. */
  reset(): void
}

/** A protocol of mounts that know set-points and nothing else: how its commands look, and its replies are read. */
export interface SetPointProtocol {
  /** Sent once when the line opens; empty for most. */
  readonly greeting: Uint8Array
  /** Asks for the position. */
  readonly query: Uint8Array
  readonly stop: Uint8Array
  /** The set-point, rounded to what the protocol can say. */
  setPoint(position: MountPosition): Uint8Array
  framer(events: SetPointEvents): SetPointFramer
}
