import type { TrafficClass } from '../domain/traffic-class.ts'

/** One topic's last message: it says nothing any more once it is older than its readers may believe. */
export interface ToldTopic<M> {
  message: M
  ageMs: number
  isStale: boolean
}

type Named<T> = Readonly<Record<string, T>>

interface LinksTold {
  links: Named<{
    state: 'down' | 'acquiring' | 'degraded' | 'up'
    reason: string
    why?: { code: string; values: Readonly<Record<string, string | number>> } | undefined
  }>
  routes: Readonly<Partial<Record<TrafficClass, string>>>
}

interface TransmitTold {
  isLockedOut: boolean
  mode: 'normal' | 'washing' | 'depot'
  terminals: Named<{ isPermitted: boolean; conditions: readonly { name: string; isMet: boolean; value: string }[] }>
}

interface PowerTold {
  isSupplyFailing: boolean
  isTampered: boolean
  isLockedOut: boolean
  isEmergencyPressed: boolean
}

interface FixTold {
  kind: 'fix' | 'no-fix'
  reason?: string | undefined
}

interface TimeTold {
  trust: 'none' | 'candidate' | 'trusted'
}

type Threat = 'unknown' | 'ok' | 'warning' | 'critical'

interface ReceiversTold {
  receivers: Named<{ state: 'silent' | 'no-fix' | 'fix'; agreement: string; offsetM?: number | undefined }>
  jamming: Threat
  spoofing: Threat
}

interface ModemsTold {
  terminals: Named<{ isAlive: boolean }>
}

interface PointingTold {
  terminals: Named<{ stow?: { state: string; isLate?: boolean | undefined } | undefined }>
}

interface AntennasTold {
  terminals: Named<{
    antennas: Named<{ isAlive: boolean; isFunctional: boolean }>
    rfSwitch?: { isStuck: boolean } | undefined
  }>
}

interface CellularTold {
  modems: Named<{ isAlive: boolean; sim?: string | undefined; registration: string }>
}

interface VibrationTold {
  sensors: Named<{ state: string; alarms?: readonly string[] | undefined }>
}

interface StarlinkTold {
  dishes: Named<{ isAlive: boolean; disabled?: string | undefined; alerts: readonly string[] }>
}

/** What the services of a train say of how it is; absent is what was never said. */
export interface TrainTold {
  links?: ToldTopic<LinksTold> | undefined
  transmit?: ToldTopic<TransmitTold> | undefined
  power?: ToldTopic<PowerTold> | undefined
  fix?: ToldTopic<FixTold> | undefined
  time?: ToldTopic<TimeTold> | undefined
  receivers?: ToldTopic<ReceiversTold> | undefined
  modems?: ToldTopic<ModemsTold> | undefined
  pointing?: ToldTopic<PointingTold> | undefined
  antennas?: ToldTopic<AntennasTold> | undefined
  cellular?: ToldTopic<CellularTold> | undefined
  vibration?: ToldTopic<VibrationTold> | undefined
  starlink?: ToldTopic<StarlinkTold> | undefined
}
