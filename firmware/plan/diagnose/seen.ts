/** What a link is made of: the terminal or the modem behind it, by the name of the train's file. */
export interface LinkMeans {
  kind: 'satellite' | 'cellular' | 'starlink' | 'ethernet'
  device: string
  /** Its satellite is geostationary, 36,000 km away. */
  isFar?: boolean
}

/** What the train's file lets passengers go by. */
export interface PolicySeen {
  /** The best first. */
  links: readonly string[]
  pin?: string | undefined
  /** They rather get nothing than another link than their pin, or one over limits or budget. */
  isFailing: boolean
}

/** An outage that somebody announced and that is on now. */
export interface OutageSeen {
  link: string
  cause: string
  leftMs: number
}

/** What a terminal is made of, by the names of the train's file. */
export interface TerminalMeans {
  antenna: string
  modem: string
  /** Of antennas that point themselves: the other one of a pair. */
  secondAntenna?: string | undefined
  /** Nobody here aims it, so nothing is read of its aim. */
  isSelfPointing?: boolean
}

export interface LinkSeen {
  state: 'down' | 'acquiring' | 'degraded' | 'up'
  reason: string
  /** Its modem, terminal or port is well. */
  isRadioUp?: boolean | undefined
  latencyMs?: number | undefined
  /** 0 to 1. */
  loss?: number | undefined
}

export interface LinksSeen {
  links: Readonly<Record<string, LinkSeen>>
  /** By class of traffic, those that something carries. */
  routes: Readonly<Partial<Record<string, string>>>
}

export interface CellularSeen {
  isAlive: boolean
  registration: string
  rsrpDbm?: number | undefined
  sim?: string | undefined
}

export interface StarlinkSeen {
  isAlive: boolean
  outage?: { cause: string } | undefined
  alerts: readonly string[]
  isObstructed?: boolean | undefined
  isStowAsked?: boolean | undefined
  disabled?: string | undefined
  ethernetMbps?: number | undefined
}

export interface ConditionSeen {
  name: string
  isMet: boolean
  value: string
}

/** One terminal's permit, as the interlock tells it. */
export interface PermitSeen {
  isPermitted: boolean
  conditions: readonly ConditionSeen[]
}

export interface SatelliteModemSeen {
  isAlive: boolean
  isLocked: boolean
  isTransmitAllowed: boolean
  carrierToNoiseDb?: number | undefined
}

export interface PointingSeen {
  reason: string
  errorDeg?: number | undefined
  isSlewing?: boolean | undefined
}

export interface ReceiverSeen {
  state: 'silent' | 'no-fix' | 'fix'
}

export interface PlaceSeen {
  isKnown: boolean
  receivers: Readonly<Record<string, ReceiverSeen>>
  jamming: string
  spoofing: string
}

/** Of a terminal's constellation: sets of elements, and those of them too old to follow anything by. */
export interface ElementsSeen {
  elements?: number | undefined
  tooOld?: number | undefined
}

/** Of the links with a budget, what was used of it this month. */
export type UsageSeen = Readonly<Record<string, { usedGb: number; budgetGb?: number | undefined }>>

/**
 * What was reached from the controller outside the tunnel, or why nobody was asked: by the link that carries passengers; where none does, by one
 * whose modem is well and by which nothing comes back.
 */
export type ReachSeen = ReachMade | { skipped: string }

interface ReachMade {
  link: string
  /** Who was asked, and how many of how many answered. */
  host: string
  sent: number
  received: number
  medianMs?: number | undefined
}

/** A network on the train's side as the kernel has it. */
export interface LanSeen {
  interface: string
  isThere: boolean
  /** Of a VLAN: the port that it runs on. */
  parent?: { name: string; isThere: boolean } | undefined
  /** The cable is in, and somebody is at its other end. */
  hasCarrier: boolean
  hasAddress: boolean
  /** Frames that have come in by it. */
  rxFrames?: number | undefined
  /** Whether what gives out addresses runs and answers; absent where none are given out. */
  isServing?: boolean | undefined
  /** Addresses given out, and how many there are. */
  leases?: { held: number; most: number } | undefined
  /** Nobody may be in it for hours, and all is well: such as the crew's. */
  isOftenEmpty?: boolean | undefined
}

/** One life of the firmware on this controller, as the record of starts has it. */
export interface StartSeen {
  /** How it ended; `running`: it has not. `cut`: without a word. */
  end: 'running' | 'clean' | 'supply' | 'cut'
  /** The machine had started anew before it. */
  isMachineStart: boolean
  /** How long it ran, or runs, s. */
  ranS: number
  /** Services that ended unasked in it, and how often. */
  crashes: Readonly<Record<string, number>>
}

/** What can be looked at; a part is absent while its service says nothing that may be believed. */
export interface Seen {
  means: Readonly<Record<string, LinkMeans>>
  terminals: Readonly<Record<string, TerminalMeans>>
  /** Absent: the file lets them go by no link. */
  policy?: PolicySeen | undefined
  isSupplyFailing?: boolean
  links?: LinksSeen
  cellular?: Readonly<Record<string, CellularSeen>>
  starlink?: Readonly<Record<string, StarlinkSeen>>
  transmit?: Readonly<Record<string, PermitSeen>>
  modems?: Readonly<Record<string, SatelliteModemSeen>>
  pointing?: Readonly<Record<string, PointingSeen>>
  /** Some seconds later. */
  pointingLater?: Readonly<Record<string, PointingSeen>>
  /** Whether each terminal's antenna answers and takes its aims. */
  pointers?: Readonly<Record<string, boolean>>
  /** Whether each device of tracking's and of the interlock's sends whole messages now. */
  answering?: Readonly<Record<string, boolean>>
  place?: PlaceSeen
  isTimeKnown?: boolean
  elements?: Readonly<Record<string, ElementsSeen>>
  usage?: UsageSeen
  reach?: ReachSeen
  lans?: readonly LanSeen[]
  /** Some seconds later. */
  lansLater?: readonly LanSeen[]
  outages?: readonly OutageSeen[]
  /** The oldest first; the last is the present one. */
  starts?: readonly StartSeen[]
}

/** What is looked at during a diagnosis; the rest comes from the train's file. */
export type Look = Exclude<keyof Seen, 'means' | 'terminals' | 'policy'>
