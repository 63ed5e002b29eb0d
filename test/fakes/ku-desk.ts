import type { PermitLine } from '../../drivers/power/power.ts'
import type { Bus } from '../../firmware/bus/bus.ts'
import type { GuardedTerminalOptions } from '../../firmware/services/interlock/guarded-terminal.ts'
import type { MediatedModem } from '../../firmware/services/interlock/mediated-modem.ts'
import { isOnTarget } from '../../firmware/services/interlock/self-pointing-group.ts'
import { startInterlock } from '../../firmware/services/interlock.ts'
import { memoryAppendLog } from '../../hal/append-log.ts'
import type { Clock } from '../../hal/clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { makeTerminal } from '../../hardware/twin/radio.ts'
import { licence } from './licence.ts'

export const KAZSAT_3_DEG = 58.5

const astana = { latDeg: 51.112, lonDeg: 71.533, heightM: 350 }
const level = { turnRateDegPerS: 0, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 0.2, tiltSigmaDeg: 0.2 }
const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }

/** A small Ku dish that points itself at KazSat-3, as the twin's radio has it. */
export const kuTerminal = (context: Omit<Parameters<typeof makeTerminal>[0], 'service' | 'kind' | 'beamwidthDeg'>) =>
  makeTerminal({
    ...context,
    service: { kind: 'geo', longitudeDeg: KAZSAT_3_DEG },
    kind: 'dish',
    beamwidthDeg: 2.9,
  })

/** A train that stands in Astana, heading south, with a good supply. */
export const standingTrain = ({ clock, bus }: { clock: Clock; bus: Bus }): void => {
  clock.every(200, () => {
    const atMs = clock.nowMs()
    bus.publish('power', { atMs, ...calm })
    bus.publish('navigation', {
      atMs,
      utcMs: Date.UTC(2026, 4, 31, 15) + atMs,
      mode: 'fixed',
      position: astana,
      horizontal95M: 6,
      attitude: { headingTrueDeg: 180, ...level },
    })
  })
}

type Guarded = Parameters<typeof startInterlock>[0]['terminals'][number]

const licensed: Omit<GuardedTerminalOptions, 'name' | 'modem' | 'tell'> = {
  pointingLimitDeg: 0.5,
  elevationMaskDeg: 10,
  beamHalfWidthDeg: 1.5,
  shockLimitG: 3,
  territories: [licence],
  zones: [],
  sectors: [],
}

/** The terminal `ku`, whose antennas point themselves, as the interlock guards it. */
export const guardedKu = (modem: MediatedModem, pointing: 'self' | 'assisted' = 'self'): Guarded => {
  const selfPointing = {
    pointing,
    standing: () => modem.standing(),
    onStanding: (handler: () => void) => modem.onStanding(handler),
  }
  const isAntennaOnTarget = (): boolean => isOnTarget(selfPointing)
  return { ...guardedAlone('ku', modem), selfPointing, isAntennaOnTarget, rfSwitch: modem.rfSwitch }
}

/** A terminal that shares nothing but the permit line. */
export const guardedAlone = (name: string, modem: Guarded['modem']): Guarded => ({
  ...licensed,
  name,
  modem,
  modemName: `${name}-modem`,
})

/** The interlock over some terminals, on a train without orders. */
export const guard = (
  { clock, bus }: { clock: Clock; bus: Bus },
  { permit, terminals }: { permit: PermitLine; terminals: readonly Guarded[] },
): void => {
  startInterlock({
    clock,
    bus,
    terminals,
    permit,
    mounts: {},
    aimHz: 20,
    powerHz: 5,
    trainId: 'kz-17',
    orderKeys: {},
    storage: memoryStorage(),
    log: memoryAppendLog(),
    run: 'test',
  })
}
