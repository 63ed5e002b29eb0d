import { type Clock, sleep } from '../../../hal/clock.ts'

/** How long traffic has to leave a link whose device is about to go. */
export const LEAVES_MS = 1_500

/**
 * Says that the link of a device will be out from now for so long, at which its classes leave it; zero takes that back. Returns whether
 * it carried any.
 */
export type AnnounceAway = (device: string, forMs: number, cause: string) => boolean

/** A device that is about to be away, for how long, and by whose doing. */
interface Away {
  device: string
  forMs: number
  cause: string
}

/** Has traffic leave the link of a device before an order that takes it away; what does not come about is taken back. */
export const leaveFirst = async (
  deps: { clock: Clock; announce: AnnounceAway },
  { device, forMs, cause }: Away,
  order: () => Promise<boolean>,
): Promise<boolean> => {
  let isTaken = false
  if (deps.announce(device, forMs, cause)) await sleep(deps.clock, LEAVES_MS)
  try {
    isTaken = await order()
    return isTaken
  } finally {
    if (!isTaken) deps.announce(device, 0, '')
  }
}
