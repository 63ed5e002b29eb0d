import type { Clock } from '../../hal/clock.ts'
import type { LanLook } from '../../hal/lan.ts'
import type { Random } from '../../hal/random.ts'

/** The networks of the train's coaches, as they are and as the controller's machine sees them. */
export interface Coaches {
  /** As its kernel and what serves addresses have them: up to a second late. */
  looks(): LanLook[]
  stop(): void
}

interface CoachesPlan {
  clock: Clock
  random: Random
  faultAgeMs(name: string): number | undefined
}

/** All of them are VLANs of this port, at whose other end is the switch of coach 1; that of coach 2 hangs on it, and so on. */
const PORT = 'eth1'
const COACHES = [1, 2, 3] as const
const STEP_MS = 1_000
const LEASE_MS = 30 * 60_000
const ADDRESSES = 40
const PEOPLE = 18
const CROWD = 120
/** Of the devices that are to come, in a second. */
const COMING_SHARE = 1 / 40
/** Devices whose questions a server of addresses answers in a second. */
const LEASED_AT_ONCE = 4
const FRAMES_OF_DEVICE = 2
const FRAMES_OF_ACCESS_POINT = 1

/** What people call wrong in a coach, by the one that has it. */
const isWrongIn = (has: (name: string) => boolean, number: number) => {
  const hasCable = !has('coach-cable') && !has('coach-port-gone')
  const hasSwitch = number < 2 || !has('coach-switch-power')
  return {
    isThere: !has('coach-port-gone') && !(number === 2 && has('coach-vlan-gone')),
    hasCarrier: hasCable,
    isSpoken: hasCable && hasSwitch && !(number === 3 && has('coach-ap-dead')),
    hasAddress: !(number === 2 && has('coach-address-lost')),
    isServing: !(number === 2 && has('coach-dhcp-dead')),
    isFiltered: number === 3 && has('coach-dhcp-filtered'),
    people: number === 1 && has('coach-crowd') ? CROWD : PEOPLE,
  }
}

type Truth = ReturnType<typeof isWrongIn>

/** One coach: the devices that people carry, and what its network has seen of them. */
class Coach {
  readonly #name: string
  readonly #random: Random
  readonly #truthNow: () => Truth
  #truth: Truth
  #devices = 0
  #rxFrames = 0
  /** When each lease ends, ms. */
  #leases: number[] = []

  constructor(number: number, random: Random, truthNow: () => Truth) {
    this.#name = `coach-${number}`
    this.#random = random
    this.#truthNow = truthNow
    this.#truth = truthNow()
  }

  /** Lives through a second. */
  step(nowMs: number): void {
    this.#truth = this.#truthNow()
    const { isSpoken, isThere, people } = this.#truth
    const coming = (people - this.#devices) * COMING_SHARE * 2 * this.#random.next()
    this.#devices = Math.max(0, this.#devices + coming)
    this.#leases = this.#leases.filter((endMs) => endMs > nowMs)
    if (!isSpoken || !isThere) return
    const mean = FRAMES_OF_ACCESS_POINT + FRAMES_OF_DEVICE * this.#devices
    this.#rxFrames += Math.max(0, Math.round(mean + Math.sqrt(mean) * this.#random.normal()))
    this.#lease(nowMs)
  }

  look(isPortThere: boolean): LanLook {
    const { isThere, hasCarrier, hasAddress, isServing } = this.#truth
    return {
      interface: this.#name,
      isThere,
      parent: { name: PORT, isThere: isPortThere },
      hasCarrier: isThere && hasCarrier,
      hasAddress: isThere && hasAddress,
      ...(isThere && { rxFrames: this.#rxFrames }),
      isServing,
      leases: { held: this.#leases.length, most: ADDRESSES },
    }
  }

  /** Who is there keeps the address that it has; who has none asks. */
  #lease(nowMs: number): void {
    const { hasAddress, isServing, isFiltered } = this.#truth
    if (!hasAddress || !isServing || isFiltered) return
    const asking = Math.min(LEASED_AT_ONCE, Math.floor(this.#devices) - this.#leases.length)
    const given = Math.max(0, Math.min(asking, ADDRESSES - this.#leases.length))
    const renewed = this.#leases.map((endMs, at) => (at < this.#devices ? nowMs + LEASE_MS : endMs))
    this.#leases = [...renewed, ...Array.from({ length: given }, () => nowMs + LEASE_MS)]
  }
}

/** Three coaches with people in them, a Wi-Fi each. */
export const makeCoaches = ({ clock, random, faultAgeMs }: CoachesPlan): Coaches => {
  const has = (name: string): boolean => faultAgeMs(name) !== undefined
  const coaches = COACHES.map(
    (number) => new Coach(number, random.fork(`coach ${number}`), () => isWrongIn(has, number)),
  )
  const stop = clock.every(STEP_MS, () => {
    for (const coach of coaches) coach.step(clock.nowMs())
  })
  return { looks: () => coaches.map((coach) => coach.look(!has('coach-port-gone'))), stop }
}
