import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'
import type { AtLine } from './at-lines.ts'
import type { ServingCell } from './serving-cell.ts'
import type { SimState, SimTries } from './sim-pin.ts'
import type { SmsPdu } from './sms-pdu.ts'

export type Registration = 'searching' | 'home' | 'roaming' | 'denied' | 'none' | 'unknown'

/** Of two SIM slots. */
export type SimSlot = 1 | 2

/** Who a modem and its SIM are; what the modem does not tell is absent. */
export interface CellularIdentity {
  /** Of the modem: 15 or 16 digits. */
  imei?: string
  /** Of the subscription: 14 or 15 digits. */
  imsi?: string
  /** Of the card: 18 to 20 digits. */
  iccid?: string
}

/** What a cellular modem last said, all of it as it stands now. */
export interface CellularReport {
  atMs: MonotonicMs
  /** Whether the modem answers. */
  isAlive: boolean
  registration: Registration
  /** 3GPP access technology number, where given. */
  accessTechnology?: number
  operator?: string
  /** Reference signal received power; absent when the modem does not know. */
  rsrpDbm?: number
  rsrqDb?: number
  /** Received signal strength of modems that do not tell RSRP. */
  rssiDbm?: number
  model?: string
  /** Whether the network takes text messages from it; it may do so without data service. */
  canText?: boolean
  /** The cell is a satellite: by its access technology, or by the configuration's networks. */
  isSatellite?: boolean
  /** And takes text messages only. */
  isTextOnly?: boolean
  /** The cell in the words of the modem's maker. */
  cell?: ServingCell
  /** Whether a packet data context is active; absent while nobody has asked. */
  isDataActive?: boolean
  /** Which slot it uses, of a modem with two SIMs; absent while it has not said. */
  simSlot?: SimSlot
  sim?: SimState
  tries?: SimTries
  /** Why a SIM that asks for its PIN is not given it. */
  pinWithheld?: string
  identity?: CellularIdentity
  /** UTC as the network told it, when the modem answered; whole seconds, and as wrong as the network is. */
  networkTime?: { atMs: MonotonicMs; utcMs: UtcMs }
}

/**
 * Takes a message that came. `true` once it may be forgotten by the modem and the network: it was acted on, or lies where no power
 * cut takes it. `false`: it comes again. Never rejects. The same message may come twice.
 */
export type MessageHandler = (message: SmsPdu) => Promise<boolean>

/** A text to send. */
export interface OutgoingText {
  /** Digits, `+` before an international number. */
  to: string
  text: string
  /** How long the network tries, ms. */
  validMs: number
  /** The same with every try of one text: 0 to 255. Parts that come twice are one to the receiver then. */
  reference: number
}

/** What became of it; `references` are the modem's numbers of the parts that went, by which status reports name them. */
export type SendOutcome =
  | { kind: 'sent'; references: readonly number[] }
  | { kind: 'refused'; isPermanent: boolean; why: string; references: readonly number[] }
  /** Nobody answered: the last part may have gone. */
  | { kind: 'unknown'; why: string; references: readonly number[] }

/** How a modem is made to hand text messages over. */
export interface MessageSettings {
  /** Where it keeps them: `SM` is the SIM. */
  memory: 'SM' | 'ME'
  /** `+CNMI` settings, the best first; the first that it takes holds. */
  deliveries: readonly string[]
}

/** What people may ask a modem by hand; all but the last four any modem knows. */
export const modemQueries = [
  'model',
  'power',
  'sim',
  'signal',
  'registration',
  'operator',
  'data',
  'clock',
  'cell',
  'temperature',
  'slot',
  'tries',
] as const

export type ModemQuery = (typeof modemQueries)[number]

/** What a modem said to one command: bounded, without the numbers of card, subscription and modem. */
export interface QueryAnswer {
  command: string
  outcome: 'ok' | 'error' | 'timeout' | 'ended'
  lines: readonly string[]
}

/** A cellular modem under AT commands. */
export interface CellularModem {
  /** One handler; called with each change and each poll. */
  onReport(handler: (report: CellularReport) => void): void
  /** One handler; without one no message is taken. Called at once when the last byte of a message has come. */
  onMessage(handler: MessageHandler): void
  /** Sends a text once, as soon as the modem is free for it. Never rejects; takes minutes on a slow network. */
  sendText(text: OutgoingText): Promise<SendOutcome>
  /** Searches all bands, which takes minutes in which nothing else is asked; undefined when the modem does not answer. Never rejects. */
  searchOperators(): Promise<readonly FoundOperator[] | undefined>
  /** Asks what a word of the driver's table of queries stands for, which changes nothing; undefined for a word that is not in it. Never rejects. */
  query(word: string): Promise<readonly QueryAnswer[] | undefined>
  /** Has the modem restart; whether it took the command. Never rejects. */
  reset(): Promise<boolean>
  /** Has it use another SIM slot, which takes its link away for some 20 s; whether it took the commands. Never rejects. */
  selectSim(slot: SimSlot): Promise<boolean>
  counters(): DeviceCounters
  close(): Promise<void>
}

/** What each maker has in words of its own: a table, so that no code asks who made a modem. */
export interface MakerCommands {
  /** Asks for the number of the SIM card. */
  iccid: string
  pinTries?: { command: string; read(lines: readonly AtLine[], sim: SimState): SimTries }
  servingCell?: { command: string; read(lines: readonly AtLine[]): ServingCell | undefined }
  /** Asks for and chooses the SIM slot, where the maker has commands for it. */
  slots?: { ask: string; read(lines: readonly AtLine[]): SimSlot | undefined; select(slot: SimSlot): readonly string[] }
  /** Restarts the modem: it leaves the bus and comes back, as after a loss of power. */
  reset: string
}

/** A network that the modem has found. 3GPP TS 27.007 §7.3. */
export interface FoundOperator {
  status: 'unknown' | 'available' | 'current' | 'forbidden'
  /** Country and network: five or six digits. */
  plmn: string
  name?: string
  accessTechnology?: number
}

/** What a modem is opened with. */
export interface CellularOpening {
  link: SerialLink
  clock: Clock
  /** Of the SIM. */
  pin?: string
  /** Access point of the packet data context; the modem's own setting stays unless given. */
  apn?: string
  /** The SIM in the second slot; absent: there is one SIM, and slots are not asked for. `pin` and `apn` are of the first. */
  secondSim?: { pin?: string; apn?: string }
  /** Networks that are satellites, country and network in one: `40177`. */
  satellitePlmns?: readonly string[]
  /** Satellites carry data too. */
  hasSatelliteData?: boolean
}

export interface CellularDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  serial: SerialSettings
  timing: { replyTimeoutMs: number; pollEveryMs: number; retries: number; silentAfterMs: number }
  messages: MessageSettings
  maker: MakerCommands
  /** Takes over the link and closes it with the modem. */
  open(with_: CellularOpening): CellularModem
}
