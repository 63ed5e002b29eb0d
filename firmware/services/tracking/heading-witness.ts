import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import type { EstimatedAttitude } from '../../domain/attitude.ts'
import { anchored, claimedHeading, type HeadingClaim, type MountYaw, type SignalYaw } from '../../domain/mount-yaw.ts'

/** What is seen at one step. */
export interface WitnessSeen {
  attitude: EstimatedAttitude | undefined
  speedMps: number | undefined
  /** Absent while the terminal has not learnt. */
  yaw: SignalYaw | undefined
}

const record = z.object({ yawDeg: z.number().min(-10).max(10), varianceDeg2: z.number().min(0.0001).max(4) })

const LOOKS_EVERY_MS = 60_000
/** A course is a heading from here on; and of it and of the signal so much is good enough to tell how the terminal sits. */
const RIDES_FROM_MPS = 8
const ANCHORS_WITHIN_DEG = 0.2
/** After the signal has turned the heading, this long until a course has made it its own again. */
const OWN_AFTER_MS = 10 * 60_000
/** A mount or a signal less sure than this says nothing of heading. */
const MOUNT_WITHIN_DEG = 0.25
const SIGNAL_WITHIN_DEG = 0.3

const parsed = (bytes: Uint8Array | undefined): MountYaw | undefined => {
  if (!bytes) return undefined
  try {
    return record.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data
  } catch {
    return undefined
  }
}

/** Learns a terminal's own yaw while the heading is known by course or antennas, and later tells the heading by it. */
export class HeadingWitness {
  readonly #storage: Storage | undefined
  readonly #name: string
  #mount: MountYaw | undefined
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #turnedDeg: number | undefined
  #turnedAtMs = Number.NEGATIVE_INFINITY

  constructor(terminal: string, storage: Storage | undefined) {
    this.#name = `mount-yaw-${terminal}`
    this.#storage = storage
    storage?.read(this.#name).then(
      (bytes) => {
        this.#mount ??= parsed(bytes)
      },
      () => undefined,
    )
  }

  /** By how much the signal has turned navigation's heading since the last call, degrees. */
  turnedBy({ turnedBySignalDeg = 0 }: EstimatedAttitude, nowMs: number): number {
    const before = this.#turnedDeg
    this.#turnedDeg = turnedBySignalDeg
    if (turnedBySignalDeg === 0 || turnedBySignalDeg === before) return 0
    this.#turnedAtMs = nowMs
    // Whoever has just started, here or there, has not followed the sum.
    return before === undefined ? 0 : turnedBySignalDeg - before
  }

  /** Once a minute what the signal says of the heading, when it can say it. */
  look({ attitude, speedMps, yaw }: WitnessSeen, nowMs: number): HeadingClaim | undefined {
    if (!attitude || attitude.isReversible || !yaw || yaw.sigmaDeg > SIGNAL_WITHIN_DEG) return undefined
    if (nowMs - this.#lookedAtMs < LOOKS_EVERY_MS) return undefined
    this.#lookedAtMs = nowMs
    if (this.#isOwn(attitude, speedMps, nowMs)) {
      this.#mount = anchored(this.#mount, yaw, attitude.headingSigmaDeg)
      this.#keep(this.#mount)
    }
    const mount = this.#mount
    if (!mount || mount.varianceDeg2 > MOUNT_WITHIN_DEG ** 2) return undefined
    return claimedHeading(attitude.headingTrueDeg, yaw, mount)
  }

  /** The heading owes nothing to the signal: else a mount would learn from what it said itself. */
  #isOwn({ headingSource, headingSigmaDeg }: EstimatedAttitude, speedMps = 0, nowMs: number): boolean {
    const isMeasured = headingSource === 'antennas' || (headingSource === 'course' && speedMps >= RIDES_FROM_MPS)
    return isMeasured && headingSigmaDeg <= ANCHORS_WITHIN_DEG && nowMs - this.#turnedAtMs >= OWN_AFTER_MS
  }

  /** One that cannot be kept is learnt again. */
  #keep(mount: MountYaw): void {
    this.#storage?.write(this.#name, new TextEncoder().encode(JSON.stringify(mount))).catch(() => undefined)
  }
}
