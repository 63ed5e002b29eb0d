import { generateKeyPairSync } from 'node:crypto'
import type { Bus } from '../../firmware/bus/bus.ts'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import type { TopicMessage } from '../../firmware/bus/topics.ts'
import { startInterlock } from '../../firmware/services/interlock.ts'
import { type AppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../hal/storage.ts'
import { monotonicMs } from '../../hal/units.ts'
import { fakeModem, fakePermit, listen } from './drivers.ts'
import { licence } from './licence.ts'

/** What tracking says of one terminal. */
export type Given = TopicMessage<'permission'>['terminals'][string]

/** Tracking's period. */
export const AIM_MS = 50
/** A permission with nothing against it. */
export const good: Given = {
  isOnTarget: true,
  errorDeg: 0.1,
  sigmaDeg: 0.1,
  beam: { azimuthDeg: 90, elevationDeg: 50 },
  isBlocked: false,
  isStowed: false,
  isPointerWell: true,
}
export const bad: Given = { ...good, isOnTarget: false }
const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }

const level = { turnRateDegPerS: 0, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 1, tiltSigmaDeg: 1 }
const astana = { latDeg: 51, lonDeg: 71, heightM: 350 }
/** The one who may order transmission off. */
export const noc = generateKeyPairSync('ed25519')
/** A public key as a train's configuration has it. */
export const orderKey = ({ publicKey }: Pick<typeof noc, 'publicKey'>): string =>
  publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('base64')

const terminalOf = (name: 'array' | 'dish', modem: ReturnType<typeof fakeModem>) => ({
  name,
  modem: modem.modem,
  modemName: `${name}-modem`,
  pointingLimitDeg: 2.5,
  elevationMaskDeg: 25,
  beamHalfWidthDeg: 1.5,
  shockLimitG: 3,
  territories: [licence],
  zones: [{ name: 'washing plant', latDeg: 51.5, lonDeg: 71, radiusM: 500 }],
  sectors: [{ name: 'walkway', azimuthDeg: [170, 190] as const, elevationDeg: [0, 60] as const }],
})

/** What is told around the interlock: navigation, tracking's permissions, the power board. */
const surroundingsOf = (bus: Bus, clock: SimClock) => {
  /** A train at a place, level, heading south. */
  const stand = (position: typeof astana | null = astana, more: object = {}): void =>
    bus.publish('navigation', {
      atMs: clock.nowMs(),
      mode: position ? 'fixed' : 'unknown',
      ...(position && { position, horizontal95M: 6 }),
      speedMps: 0,
      attitude: { headingTrueDeg: 180, ...level },
      ...more,
    })
  let keepsPlace = true
  const losePosition = (): void => {
    keepsPlace = false
    stand(null)
  }
  let lastPower: object | undefined
  /** Said now, and again with the permissions that are kept up. */
  const power = (more: object = {}): void => {
    lastPower = more
    bus.publish('power', { atMs: clock.nowMs(), ...calm, ...more })
  }
  const silencePower = (): void => {
    lastPower = undefined
  }
  const give = (given: Record<string, Given>, ageMs = 0): void =>
    bus.publish('permission', { atMs: clock.nowMs() - ageMs, terminals: given })
  /** Tracking's permissions at its rate. */
  const keepGiving = async (given: Record<string, Given>, forMs: number): Promise<void> => {
    for (let doneMs = 0; doneMs < forMs; doneMs += AIM_MS) {
      if (lastPower && doneMs % 200 === 0) power(lastPower)
      if (keepsPlace && doneMs % 1_000 === 0) stand()
      give(given)
      await clock.runFor(AIM_MS)
    }
  }
  return { stand, losePosition, power, silencePower, give, keepGiving }
}

interface DeskParts {
  storage?: Storage
  log?: AppendLog
  orderKeys?: Record<string, string>
  mounts?: Record<string, { airSpeedLimitMps?: number }>
}

/** An interlock with two terminals, `array` and `dish`, and everything around it in a test's hands. */
export const interlockDesk = (parts: DeskParts = {}) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const line = fakePermit(clock)
  const modems = { array: fakeModem(), dish: fakeModem() }
  const {
    storage = memoryStorage(),
    log = memoryAppendLog(),
    orderKeys = { noc: orderKey(noc) },
    mounts = { dish: {} },
  } = parts
  const service = startInterlock({
    clock,
    bus,
    terminals: (['array', 'dish'] as const).map((name) => terminalOf(name, modems[name])),
    permit: line.permit,
    mounts,
    aimHz: 1_000 / AIM_MS,
    powerHz: 5,
    trainId: 'kz-17',
    orderKeys,
    storage,
    log,
    run: 'test',
  })
  const around = surroundingsOf(bus, clock)
  const locked = { isAlive: true, isLocked: true, isTransmitAllowed: true }
  const sayWell = (): void => {
    around.power()
    around.stand()
    for (const { say } of Object.values(modems)) say({ atMs: monotonicMs(clock.nowMs()), ...locked })
  }
  const mayTransmit = (name: 'array' | 'dish'): boolean => modems[name].told.at(-1)?.mayTransmit === true
  const heard = {
    transmit: listen(bus, 'transmit'),
    modems: listen(bus, 'modems'),
    events: listen(bus, 'interlock.event'),
  }
  return { clock, bus, line, modems, service, log, storage, ...around, sayWell, mayTransmit, heard, locked }
}

/** All is well, and has been for half a second. */
export const permittedDesk = async (with_: Parameters<typeof interlockDesk>[0] = {}) => {
  const desk = interlockDesk(with_)
  desk.sayWell()
  await desk.keepGiving({ array: good, dish: good }, 500)
  return desk
}
