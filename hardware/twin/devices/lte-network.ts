import type { Random } from '../../../hal/random.ts'
import type { DeviceContext } from '../device.ts'
import type { CellTruth } from '../truth.ts'

/** What the modem's radio makes of the ground's. */
export interface LteNetwork {
  /** Looks at the cells; true when the registration or the serving cell changed since the last look. */
  update(): boolean
  /** Registration state of 3GPP TS 27.007 §10.1.22. */
  stat(): number
  /** The cell it camps on, while it does. */
  cell(): CellTruth | undefined
  /** Tracking area and cell identity as the modem writes them. */
  area(): { trackingArea: string; cellIdentity: string }
}

const cellSpanM = 4000
const homeCountry = '401'

/** What a network has to do with the card that asks it. */
export interface LteSubscriber {
  /** It can be read: there is one, and it is not locked. */
  isReady(): boolean
  /** The network refuses it. */
  isBarred(): boolean
}

/** Registration as an LTE modem goes through it: 4 to 8 s of searching whenever there is a cell again, and none without a card. */
export const lteNetwork = (
  { name, world, clock, faultAgeMs }: DeviceContext,
  random: Random,
  { isReady, isBarred }: LteSubscriber = { isReady: () => true, isBarred: () => false },
): LteNetwork => {
  let foundMs: number | undefined
  let searchMs = 0
  let seen = ''

  const isDropped = (): boolean => faultAgeMs(`${name}-deregister`) !== undefined
  const isRegistered = (): boolean => foundMs !== undefined && clock.nowMs() >= foundMs + searchMs
  const stat = (): number => {
    if (isDropped() || !isReady()) return 0
    if (!isRegistered()) return 2
    if (isBarred()) return 3
    return world.cell()?.plmn.startsWith(homeCountry) ? 1 : 5
  }
  const cellNumber = (): number => Math.floor(world.train().chainageM / cellSpanM)

  return {
    update: () => {
      const isCovered = world.cell() !== undefined && !isDropped() && isReady()
      if (!isCovered) foundMs = undefined
      else if (foundMs === undefined) {
        foundMs = clock.nowMs()
        searchMs = 4000 + 4000 * random.next()
      }
      const now = `${stat()}:${isRegistered() ? cellNumber() : ''}`
      const hasChanged = now !== seen
      seen = now
      return hasChanged
    },
    stat,
    cell: () => (isDropped() ? undefined : world.cell()),
    area: () => ({
      trackingArea: (0x00c3 + Math.floor(cellNumber() / 10)).toString(16).toUpperCase().padStart(4, '0'),
      cellIdentity: (0x01a2d000 + cellNumber()).toString(16).toUpperCase().padStart(8, '0'),
    }),
  }
}
