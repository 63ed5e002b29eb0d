import type { Bus } from '../../firmware/bus/bus.ts'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { parseTle } from '../../firmware/domain/elements.ts'
import type { Direction } from '../../firmware/domain/frames.ts'
import type { ServiceContext } from '../../firmware/services/service.ts'
import type { AimedPointer } from '../../firmware/services/tracking/pointers.ts'
import type { RenewedElements, TrackedTerminal } from '../../firmware/services/tracking/tracked-terminal.ts'
import { startTracking } from '../../firmware/services/tracking.ts'
import type { Cancel } from '../../hal/clock.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { Storage } from '../../hal/storage.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { listen, someCounters } from './drivers.ts'

export const START_UTC_MS = Date.UTC(2026, 4, 31, 15)
const read = parseTle(syntheticTle({ epochUtcMs: START_UTC_MS, seed: 1 }), 'synthetic')
if ('error' in read) throw new TypeError(read.error)
/** A constellation as published when the desk's clock starts. */
export const elements = read
export const astana = { latDeg: 51.112, lonDeg: 71.533, heightM: 350 }
export const MASK_DEG = 25
const HEADING_DEG = 135
const level = { turnRateDegPerS: 0, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 0.2, tiltSigmaDeg: 0.2 }
export const attitude = { headingTrueDeg: HEADING_DEG, ...level }

/** A beam that is at once where it was told to be, unless it refuses. */
const fakePointer = () => {
  const aims: Direction[] = []
  let isRefusing = false
  let isLost = false
  let holds = 0
  const pointer: AimedPointer = {
    limits: { kind: 'array', mounting: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, elevationDeg: [10, 90] },
    beam: { settleMs: 100, scanLossExponent: 0 },
    latencyMs: () => 15,
    readBack: () => (isLost ? undefined : aims.at(-1)),
    aim: async ({ target }) => {
      if (isRefusing) throw new TypeError('interlocked')
      aims.push(target)
    },
    hold: async () => {
      holds++
      if (isRefusing) throw new TypeError('interlocked')
    },
  }
  const refuse = (refuses: boolean): void => {
    isRefusing = refuses
  }
  const lose = (loses: boolean): void => {
    isLost = loses
  }
  return { pointer, aims, refuse, lose, holds: () => holds }
}

/** An interlock that tells each second that nobody has locked out or ordered anything, until it is silenced. */
export const calmInterlock = ({ clock, bus }: ServiceContext): Cancel => {
  const tell = (): void => {
    const atMs = clock.nowMs()
    bus.publish('transmit', { atMs, isLineRenewed: false, isLockedOut: false, mode: 'normal', terminals: {} })
  }
  tell()
  return clock.every(1_000, tell)
}

/** What is told around tracking: a power board each 200 ms, and a train that stands in Astana. */
const surroundingsOf = (bus: Bus, clock: SimClock, laterMs: number) => {
  const utcNowMs = (): number => START_UTC_MS + laterMs + clock.nowMs()
  const power = (isLockedOut = false): void =>
    bus.publish('power', {
      atMs: clock.nowMs(),
      isSupplyFailing: false,
      isTampered: false,
      isLockedOut,
      isEmergencyPressed: false,
    })
  /** Nothing but the power board, each 200 ms. */
  const wait = async (ms: number, isLockedOut = false): Promise<void> => {
    for (let doneMs = 0; doneMs < ms; doneMs += 200) {
      power(isLockedOut)
      await clock.runFor(Math.min(200, ms - doneMs))
    }
  }
  /** A train that stands in Astana, heading south-east, with a fix each 200 ms. */
  const stand = async (seconds: number, isLockedOut: boolean | 'unknown' = false): Promise<void> => {
    for (let done = 0; done < seconds * 5; done++) {
      if (isLockedOut !== 'unknown') power(isLockedOut)
      bus.publish('navigation', {
        atMs: clock.nowMs(),
        mode: 'fixed',
        utcMs: utcNowMs(),
        position: astana,
        speedMps: 0,
        attitude,
      })
      await clock.runFor(200)
    }
  }
  const modem = (more: object): void =>
    bus.publish('modems', {
      atMs: clock.nowMs(),
      terminals: { array: { isAlive: true, isLocked: true, isTransmitAllowed: true, ...more } },
    })
  return { utcNowMs, wait, stand, modem }
}

const hearTracking = (bus: Bus) => {
  const heard = {
    permissions: listen(bus, 'permission'),
    pointing: listen(bus, 'pointing'),
    forecasts: listen(bus, 'forecast'),
    events: listen(bus, 'tracking.event'),
  }
  return {
    ...heard,
    given: () => heard.permissions.at(-1)?.terminals['array'],
    pointed: () => heard.pointing.at(-1)?.terminals['array'],
  }
}

/** Tracking with one terminal, `array`, and everything around it in a test's hands. */
export const trackingDesk = (
  service: TrackedTerminal['service'] = { kind: 'constellation', elements },
  laterMs = 0,
  more: {
    reloadElements?: () => Promise<Readonly<Record<string, RenewedElements>>>
    storage?: Storage
    aimHz?: number
  } = {},
) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const fake = fakePointer()
  let isClosed = false
  const close = async (): Promise<void> => {
    isClosed = true
  }
  const running = startTracking({
    clock,
    bus,
    terminals: [
      { name: 'array', pointer: fake.pointer, maskDeg: MASK_DEG, beamWidthDeg: 3, pointingLimitDeg: 2.5, service },
    ],
    devices: { beam: { counters: () => someCounters, close } },
    aimHz: 20,
    powerHz: 5,
    ...more,
  })
  const silenceInterlock = calmInterlock({ clock, bus })
  return {
    clock,
    bus,
    running,
    silenceInterlock,
    isClosed: () => isClosed,
    ...surroundingsOf(bus, clock, laterMs),
    ...fake,
    ...hearTracking(bus),
  }
}
