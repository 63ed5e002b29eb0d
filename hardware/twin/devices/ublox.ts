import type { Cancel } from '../../../hal/clock.ts'
import { wrap360Deg } from '../../../hal/units.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import { poweredReceiver } from './gnss-epochs.ts'
import { jammingLevel } from './gnss-interference.ts'
import { epochSentences, type ReceiverEpoch, textSentence } from './gnss-sentences.ts'
import { configure } from './ublox-configuration.ts'
import { type UbxMessage, ubxFrameOf, ubxHearing } from './ublox-frame.ts'
import { type UbloxGeneration, type UbloxGenerationName, ubloxGenerations } from './ublox-generations.ts'
import { factoryMemory, type UbloxMemory } from './ublox-memory.ts'
import { type FrontEnd, monHw, monRf, monVer, secSig } from './ublox-monitor.ts'
import {
  type Baseline,
  navDop,
  navEoe,
  navPvt,
  navRelPosNed,
  navSat,
  navStatus,
  navTimeLs,
  navTimeUtc,
  type UbxEpoch,
} from './ublox-navigation.ts'

/** From the epoch to its first byte. */
const LATENCY_MS = { min: 50, max: 85 }
/** From a message's last byte to its answer. */
const ANSWER_MS = { min: 8, max: 70 }
const BANNER_AFTER_MS = 150
/** The answer leaves at the old rate. */
const NEW_RATE_AFTER_MS = 90
/** Two epochs are further apart, however a clock rounds. */
const SHORTEST_WAIT_MS = 1
const MON_VER = 0x0a04
const CFG_RST = 0x0604
const CFG_CLASS = 0x06
const [NAV_EOE, NAV_SAT, NAV_RELPOSNED, SEC_SIG] = [0x0161, 0x0135, 0x013c, 0x2709]

/** Two antennas on the roof, the second ahead of the first. */
export interface AntennaPair {
  lengthM: number
  /** Of the heading, one sigma. */
  headingSigmaDeg: number
}

export interface UbloxOptions {
  generation: UbloxGenerationName
  antennas?: AntennaPair
}

const between = ({ min, max }: { min: number; max: number }, share: number): number => min + (max - min) * share

/** What each message says of an epoch, in the order in which receivers send them: NAV-EOE ends the epoch. */
const payloads: readonly (readonly [id: number, payload: (epoch: UbxEpoch, front: FrontEnd) => Buffer])[] = [
  [0x0107, navPvt],
  [0x0104, navDop],
  [0x0103, navStatus],
  [NAV_SAT, navSat],
  [0x0121, navTimeUtc],
  [0x0126, navTimeLs],
  [0x0a09, (_, front) => monHw(front)],
  [0x0a38, (_, front) => monRf(front)],
  [SEC_SIG, (_, front) => secSig(front)],
]

const jammingStates = { ok: 1, warning: 2, critical: 3 } as const

const frontEndOf = (epoch: ReceiverEpoch, memory: UbloxMemory): FrontEnd => ({
  jammingState: memory.isMonitoring ? jammingStates[jammingLevel(epoch.jammingLossDb)] : 0,
  spoofingState: epoch.isSpoofingSeen ? 2 : 1,
  jammingIndicator: Math.min(255, Math.round(8 + 8 * epoch.jammingLossDb)),
})

/** The sentences of an epoch that are on. */
const sentencesOf = (epoch: ReceiverEpoch, { rates, sendsNmea }: UbloxMemory): string => {
  const names = ['GGA', 'GLL', 'GSA', 'GSV', 'RMC', 'VTG']
  const isOn = (line: string): boolean => (rates.get(0xf000 | names.indexOf(line.slice(3, 6))) ?? 0) > 0
  if (!sendsNmea || !names.some((_, id) => (rates.get(0xf000 | id) ?? 0) > 0)) return ''
  return epochSentences(epoch)
    .split(/(?<=\n)/)
    .filter(isOn)
    .join('')
}

class VirtualUblox implements VirtualDevice {
  readonly name: string
  readonly #context: DeviceContext
  readonly #generation: UbloxGeneration
  readonly #antennas: AntennaPair | undefined
  readonly #timers = new Set<Cancel>()
  readonly #hearing = ubxHearing((message) => this.#heard(message))
  #memory: UbloxMemory
  #baudRate: number
  #wire: Wire | undefined
  #epochNow: (periodMs: number) => ReceiverEpoch = () => {
    throw new RangeError('without power there are no epochs')
  }
  #startedAtMs = 0
  #hasPower = true

  constructor(context: DeviceContext, { generation, antennas }: UbloxOptions) {
    this.name = context.name
    this.#context = context
    this.#generation = ubloxGenerations[generation]
    this.#antennas = antennas
    this.#memory = factoryMemory(this.#generation)
    this.#baudRate = this.#memory.baudRate
  }

  get serial() {
    return { baudRate: this.#baudRate, dataBits: 8, parity: 'none', stopBits: 1 } as const
  }

  start(wire: Wire): void {
    this.#wire = wire
    this.#memory = factoryMemory(this.#generation)
    this.#baudRate = this.#memory.baudRate
    this.#startedAtMs = this.#context.clock.nowMs()
    this.#epochNow = poweredReceiver(this.#context)
    this.#later(BANNER_AFTER_MS, () => this.#sendText(textSentence('u-blox AG - www.u-blox.com')))
    this.#waitForEpoch()
  }

  receive(bytes: Uint8Array): void {
    if (this.#wire && this.#hasPower) this.#hearing.push(bytes)
  }

  stop(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#hearing.reset()
    this.#wire = undefined
  }

  #restart(wire: Wire): void {
    this.stop()
    this.start(wire)
  }

  #later(delayMs: number, run: () => void): void {
    const cancel = this.#context.clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }

  #sendText(text: string, holdMs?: number): void {
    this.#wire?.send(Buffer.from(text, 'latin1'), holdMs)
  }

  /** At journey fidelity no receiver is faster than the ride wants it. */
  #periodMs(): number {
    return Math.max(this.#memory.periodMs, 1000 / this.#context.rates.fixHz)
  }

  #waitForEpoch(): void {
    const periodMs = this.#periodMs()
    const toNextMs = periodMs - (this.#context.world.utcMs() % periodMs)
    this.#later(toNextMs < SHORTEST_WAIT_MS ? toNextMs + periodMs : toNextMs, () => {
      const hadPower = this.#hasPower
      this.#hasPower = this.#context.faultAgeMs(`${this.name}-power`) === undefined
      if (this.#hasPower && !hadPower && this.#wire) return this.#restart(this.#wire)
      if (this.#hasPower) this.#sendEpoch(periodMs)
      this.#waitForEpoch()
    })
  }

  #sendEpoch(periodMs: number): void {
    const { clock, random, world } = this.#context
    const memory = this.#memory
    const epoch: UbxEpoch = {
      ...this.#epochNow(periodMs),
      uptimeMs: Math.round(clock.nowMs() - this.#startedAtMs),
      spoofingState: 1,
    }
    const index = Math.round(world.utcMs() / periodMs)
    const isDue = (id: number): boolean => {
      const rate = memory.rates.get(id) ?? 0
      return rate > 0 && index % rate === 0 && (id !== NAV_SAT || epoch.isSkyViewDue)
    }
    const front = frontEndOf(epoch, memory)
    const frames = payloads
      .filter(([id]) => isDue(id))
      .map(([id, payload]) => ubxFrameOf({ id, payload: payload(epoch, front) }))
    if (this.#antennas && isDue(NAV_RELPOSNED))
      frames.push(
        ubxFrameOf({ id: NAV_RELPOSNED, payload: navRelPosNed(epoch, this.#baseline(epoch, this.#antennas)) }),
      )
    if (isDue(NAV_EOE)) frames.push(ubxFrameOf({ id: NAV_EOE, payload: navEoe(epoch) }))
    const bytes = Buffer.concat([Buffer.from(sentencesOf(epoch, memory), 'latin1'), ...frames])
    if (bytes.length > 0) this.#wire?.send(bytes, between(LATENCY_MS, random.next()))
  }

  #baseline(epoch: UbxEpoch, { lengthM, headingSigmaDeg }: AntennaPair): Baseline {
    const { random, world } = this.#context
    const { headingTrueDeg, pitchDeg } = world.train()
    return {
      lengthM: lengthM + 0.003 * random.normal(),
      headingTrueDeg: wrap360Deg(headingTrueDeg + headingSigmaDeg * random.normal()),
      headingSigmaDeg,
      riseM: lengthM * Math.sin((pitchDeg * Math.PI) / 180) + 0.006 * random.normal(),
      isValid: epoch.fix !== undefined,
    }
  }

  #heard(message: UbxMessage): void {
    const delayMs = between(ANSWER_MS, this.#context.random.next())
    this.#later(delayMs, () => this.#answer(message))
  }

  #answer(message: UbxMessage): void {
    if (message.id === MON_VER && message.payload.length === 0) {
      this.#wire?.send(ubxFrameOf({ id: MON_VER, payload: monVer(this.#generation.identity) }))
      return
    }
    if (message.id === CFG_RST) this.#epochNow = poweredReceiver(this.#context)
    if (message.id >> 8 !== CFG_CLASS || message.id === CFG_RST) return
    const { reply, isAccepted } = configure(message, this.#memory, this.#generation)
    if (reply) this.#wire?.send(ubxFrameOf(reply))
    const named = Buffer.of(message.id >> 8, message.id & 0xff)
    this.#wire?.send(ubxFrameOf({ id: isAccepted ? 0x0501 : 0x0500, payload: named }))
    if (this.#memory.baudRate !== this.#baudRate) this.#later(NEW_RATE_AFTER_MS, () => this.#changeRate())
  }

  #changeRate(): void {
    this.#baudRate = this.#memory.baudRate
  }
}

/**
 * A u-blox receiver of a generation, as the maker ships it: sentences once a second until it is told otherwise, and
 * what it was told is gone with its power.
 */
export const virtualUblox = (context: DeviceContext, options: UbloxOptions): VirtualDevice =>
  new VirtualUblox(context, options)
