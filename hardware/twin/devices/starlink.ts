import type { Cancel } from '../../../hal/clock.ts'
import type { RpcAnswer, RpcHandler } from '../../../hal/rpc.ts'
import type { DeviceContext } from '../device.ts'
import { answerDish, type DishControls, type DishFirmware, type DishState } from './starlink-answers.ts'
import { type DishRing, dishRing } from './starlink-ring.ts'
import { CAUSE, type DishSecond, hiddenShare, measureSecond } from './starlink-sky.ts'

/** A virtual Starlink terminal: what its Ethernet side sees, and what it really carries. */
export interface VirtualStarlink {
  readonly name: string
  /** Power on. */
  start(): void
  stop(): void
  /** One request; a busy or silent terminal answers late, or never. */
  readonly handle: RpcHandler
  /** Whether its Ethernet cable is in. */
  isPlugged(): boolean
  /** What passes through it now. */
  carried(): { carries: boolean; latencyMs: number; loss: number; capacityMbps: number }
}

// Real ones take minutes, of which the last is what this is about; chosen.
const ANSWERS_AFTER_S = 8
const BOOTED_AFTER_S = 40
const SCHEDULED_AFTER_S = 55
const STOWS_IN_S = 5
const SHUTS_DOWN_AFTER_S = 60
const REBOOTS_AFTER_MS = 60_000
const COMMANDED_REBOOT_MS = 2_000
const CAPACITY_MBPS = 180
const SKY_CELLS = 123 * 123

const ALERT = {
  motorsStuck: 1,
  shutdown: 2,
  throttle: 3,
  unexpectedLocation: 4,
  slowEthernet: 6,
  roaming: 7,
  pending: 8,
  heating: 9,
} as const
const SNOW_ALWAYS_ON = 1

/** A restart for an update brings the next one. */
const firmwares: readonly [DishFirmware, ...DishFirmware[]] = [
  {
    version: '2025.04.08.cr53207',
    tellsPlace: true,
    tellsReboot: true,
    tellsConfig: true,
    tellsDiagnostics: true,
    isTalkative: true,
  },
  {
    version: '2023.22.1.mr23042',
    tellsPlace: false,
    tellsReboot: false,
    tellsConfig: false,
    tellsDiagnostics: false,
    isTalkative: false,
  },
]

class VirtualDish implements VirtualStarlink {
  readonly name: string
  readonly #context: DeviceContext
  readonly #timers = new Set<Cancel>()
  readonly #random: DeviceContext['random']
  #isOn = false
  #ring: DishRing
  #bootCount = 0
  #firmware = 0
  #isStowed = false
  #stowAskedS = Number.NEGATIVE_INFINITY
  #snowMelt = 0
  #isGnssInhibited = false
  #learntSeconds = 0
  #lastScheduledMs = Number.NEGATIVE_INFINITY

  constructor(context: DeviceContext) {
    this.name = context.name
    this.#context = context
    this.#random = context.random
    this.#ring = this.#emptyRing()
  }

  start(): void {
    this.#isOn = true
    this.#boot()
    const cancel = this.#context.clock.every(1_000, () => this.#second())
    this.#timers.add(cancel)
  }

  stop(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#isOn = false
  }

  isPlugged(): boolean {
    return this.#isOn && this.#fault('unplug') === undefined
  }

  carried(): ReturnType<VirtualStarlink['carried']> {
    const last = this.#ring.last()
    if (!this.isPlugged() || !last || last.cause !== undefined)
      return { carries: false, latencyMs: 0, loss: 1, capacityMbps: 0 }
    const share = this.#isHot() ? 0.3 : 1
    const capacityMbps =
      this.#fault('slow-ethernet') === undefined ? CAPACITY_MBPS * share : Math.min(9, CAPACITY_MBPS * share)
    return { carries: true, latencyMs: last.latencyMs, loss: last.loss, capacityMbps }
  }

  readonly handle: RpcHandler = (body, reply) => {
    if (!this.isPlugged() || this.#ring.count() < ANSWERS_AFTER_S || this.#fault('silent') !== undefined) return
    const draw = this.#random.next()
    // One in three hundred requests is lost in its software, one in fifty waits for something else.
    if (draw < 0.003) return
    const latencyMs = draw < 0.023 ? 200 + 600 * this.#random.next() : 3 + 22 * this.#random.next()
    this.#after(latencyMs, () => reply(this.#garbled(answerDish(body, this.#state(), this.#controls))))
  }

  readonly #controls: DishControls = {
    reboot: () => this.#after(COMMANDED_REBOOT_MS, () => this.#boot()),
    stow: (isStowed) => {
      if (this.#fault('stuck') !== undefined) return
      this.#isStowed = isStowed
      this.#stowAskedS = this.#ring.count()
    },
    setSnowMelt: (mode) => {
      this.#snowMelt = mode
    },
    inhibitGnss: (isInhibited) => {
      this.#isGnssInhibited = isInhibited
    },
    clearMap: () => {
      this.#learntSeconds = 0
    },
  }

  #fault(name: string): number | undefined {
    return this.#context.faultAgeMs(`${this.name}-${name}`)
  }

  #isHot(): boolean {
    return this.#fault('hot') !== undefined
  }

  #emptyRing(): DishRing {
    return dishRing(() => ({ downlinkBps: 40e6 * this.#random.next(), uplinkBps: 6e6 * this.#random.next() }))
  }

  #boot(): void {
    this.#bootCount++
    this.#ring = this.#emptyRing()
    this.#stowAskedS = Number.NEGATIVE_INFINITY
  }

  /** Once a second: what it measured, and whether an announced restart is due. */
  #second(): void {
    const { world, clock } = this.#context
    this.#learntSeconds++
    this.#ring.add(this.#measure(), world.utcMs())
    const ageMs = this.#fault('reboot')
    const announcedMs = ageMs === undefined ? undefined : clock.nowMs() - ageMs
    if (announcedMs === undefined || (ageMs ?? 0) < REBOOTS_AFTER_MS || announcedMs <= this.#lastScheduledMs + 1) return
    this.#lastScheduledMs = announcedMs
    this.#firmware = (this.#firmware + 1) % firmwares.length
    this.#boot()
  }

  #measure(): DishSecond {
    const uptimeS = this.#ring.count()
    const none = (cause: number): DishSecond => ({ cause, loss: 1, latencyMs: 0 })
    if (uptimeS < BOOTED_AFTER_S) return none(CAUSE.booting)
    if (this.#fault('stowed') !== undefined) return none(CAUSE.stowed)
    if (this.#isStowed && uptimeS - this.#stowAskedS >= STOWS_IN_S) return none(CAUSE.stowed)
    if ((this.#fault('hot') ?? 0) >= SHUTS_DOWN_AFTER_S * 1000) return none(CAUSE.thermalShutdown)
    if (uptimeS < SCHEDULED_AFTER_S) return none(CAUSE.noSchedule)
    if (this.#fault('disabled') !== undefined) return none(CAUSE.noPings)
    if (this.#fault('no-satellites') !== undefined) return none(CAUSE.noSatellites)
    if (this.#fault('obstructed') !== undefined) return none(CAUSE.obstructed)
    return measureSecond(this.#context.world, this.#random)
  }

  #alerts(): number[] {
    const hotMs = this.#fault('hot')
    return [
      ...(this.#fault('stuck') === undefined ? [] : [ALERT.motorsStuck]),
      ...(hotMs === undefined ? [] : [hotMs >= SHUTS_DOWN_AFTER_S * 1000 ? ALERT.shutdown : ALERT.throttle]),
      ...(this.#fault('astray') === undefined ? [] : [ALERT.unexpectedLocation, ALERT.roaming]),
      ...(this.#fault('slow-ethernet') === undefined ? [] : [ALERT.slowEthernet]),
      ...(this.#isRebootAnnounced() ? [ALERT.pending] : []),
      ...(this.#snowMelt === SNOW_ALWAYS_ON ? [ALERT.heating] : []),
    ]
  }

  #isRebootAnnounced(): boolean {
    const ageMs = this.#fault('reboot')
    return ageMs !== undefined && ageMs < REBOOTS_AFTER_MS
  }

  #state(): DishState {
    const { world, random } = this.#context
    const { latDeg, lonDeg, heightM } = world.train()
    const metres = (sigma: number): number => (sigma * random.normal()) / 111_000
    const ageMs = this.#fault('reboot') ?? 0
    const uptimeS = this.#ring.count()
    return {
      firmware: firmwares[this.#firmware] ?? firmwares[0],
      uptimeS,
      bootCount: this.#bootCount,
      ring: this.#ring,
      alerts: this.#alerts(),
      isStowed: this.#isStowed || this.#fault('stowed') !== undefined,
      hiddenShare: hiddenShare(world),
      isGnssInhibited: this.#isGnssInhibited,
      snowMelt: this.#snowMelt,
      ethernetMbps: this.#fault('slow-ethernet') === undefined ? 1_000 : 10,
      isDisabled: this.#fault('disabled') !== undefined,
      nextSlotInS: uptimeS < BOOTED_AFTER_S ? -1 : Math.max(0, SCHEDULED_AFTER_S - uptimeS),
      ...(this.#isRebootAnnounced() && {
        reboot: { atUtcMs: world.utcMs() + REBOOTS_AFTER_MS - ageMs, isReady: ageMs > REBOOTS_AFTER_MS / 2 },
      }),
      place: {
        latDeg: latDeg + metres(3),
        lonDeg: lonDeg + metres(3) / Math.cos((latDeg * Math.PI) / 180),
        heightM: heightM + 5 * random.normal(),
      },
      sky: () => this.#sky(),
    }
  }

  /** Cells learnt so far, some of them behind what the line has beside it. */
  #sky(): number[] {
    const learnt = Math.min(1, this.#learntSeconds / 600)
    const map = this.#random.fork('sky')
    return Array.from({ length: SKY_CELLS }, () => (map.next() > learnt ? -1 : map.next() < 0.03 ? 0 : 1))
  }

  /** A byte flips, or the end is missing: its answers have no checksum of their own. */
  #garbled(answer: RpcAnswer): RpcAnswer {
    if (this.#fault('garbage') === undefined || !('body' in answer) || this.#random.next() < 0.5) return answer
    const at = Math.floor(answer.body.length * this.#random.next())
    if (this.#random.next() < 0.5) return { body: answer.body.subarray(0, at) }
    return {
      body: answer.body.map((byte, index) => (index === at ? byte ^ (1 << Math.floor(8 * this.#random.next())) : byte)),
    }
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#context.clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }
}

/**
 * A Starlink terminal behind its Ethernet side: boots, learns its sky, loses it in tunnels, changes satellites each 15 s, and obeys whoever asks. Faults
 * `<name>-silent`, `-garbage`, `-unplug`, `-reboot`, `-obstructed`, `-no-satellites`, `-hot`, `-stuck`, `-slow-ethernet`, `-astray`, `-disabled`, `-stowed`.
 */
export const virtualStarlink = (context: DeviceContext): VirtualStarlink => new VirtualDish(context)
