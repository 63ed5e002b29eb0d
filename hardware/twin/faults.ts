import { parseDurationMs } from '../../firmware/domain/duration.ts'
import type { Cancel, Clock } from '../../hal/clock.ts'

/** A fault that the twin knows, as the help shows it. */
export interface FaultKind {
  name: string
  summary: string
  /** How long it holds when nothing else is said. */
  defaultMs: number
  /** An event rather than a condition: it is shown as active for its default time, and what it did takes its own time to mend. */
  isMomentary: boolean
}

/** One fault at one time of the ride. */
export interface Fault {
  name: string
  /** From the start of the schedule. */
  atMs: number
  durationMs: number
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

const holds = (name: string, summary: string, defaultMs: number): FaultKind => ({
  name,
  summary,
  defaultMs,
  isMomentary: false,
})
const momentary = (name: string, summary: string): FaultKind => ({
  name,
  summary,
  defaultMs: SECOND_MS,
  isMomentary: true,
})

/** What may happen to the line of any device: the paced line plays these by the device's name. */
const lineFaults = (device: string, words: string): FaultKind[] => [
  holds(`${device}-silent`, `${words}: nothing comes from it, the line stays open`, 30 * SECOND_MS),
  holds(`${device}-garbage`, `${words}: bursts of flipped and inserted bytes`, 30 * SECOND_MS),
  holds(`${device}-unplug`, `${words}: its port disappears`, 20 * SECOND_MS),
]

/** What may be wrong of a link beyond the modem, which stays registered or locked. */
const beyondModem = (link: string): FaultKind[] => [
  holds(
    `${link}-provider-silent`,
    `${link}: its modem is well, and nothing comes back from its provider`,
    2 * MINUTE_MS,
  ),
  holds(`${link}-lossy`, `${link}: 6 % of packets are lost besides`, 2 * MINUTE_MS),
  holds(`${link}-queued`, `${link}: a queue of its provider stands full: 380 ms more`, 2 * MINUTE_MS),
]

const services = [
  'navigation',
  'tracking',
  'vibration',
  'links',
  'power',
  'interlock',
  'gpsd',
  'configuration',
  'alarms',
  'access',
  'console',
] as const

/** Faults of processes, and the signal that each is. */
const signals = { 'process-kill:': 'SIGKILL', 'process-stop:': 'SIGSTOP' } as const

type ProcessSignal = (typeof signals)[keyof typeof signals]

const signalPrefixes = Object.entries(signals) as [string, ProcessSignal][]

/** The fault that has the train stand out of its timetable: known before the ride begins, since the whole ride after it is later. */
export const HALT = 'stop'

/** Every fault that `--fault` takes, in the order in which the help shows them. */
export const faultCatalogue: readonly FaultKind[] = [
  ...lineFaults('gnss', 'GNSS receiver'),
  holds('gnss-antenna', 'GNSS receiver: the cable of its antenna is broken, it hears no satellite', 2 * MINUTE_MS),
  holds(
    'gnss-wild-return',
    'GNSS receiver: whenever it has a fix again it is up to 1.2 km off and says 80 m/s for some epochs',
    60 * MINUTE_MS,
  ),
  ...lineFaults('gnss-roof-2', 'second GNSS receiver'),
  holds(
    'gnss-roof-2-antenna',
    'second GNSS receiver: the cable of its antenna is broken, it hears no satellite',
    2 * MINUTE_MS,
  ),
  holds('gnss-roof-2-power', 'second GNSS receiver: without power; it comes back as from the factory', 5 * SECOND_MS),
  holds('gnss-roof-2-spoofed', 'second GNSS receiver: it alone drifts off smoothly', 3 * MINUTE_MS),
  holds('gnss-dateless', 'GNSS receiver: it tells a place without time and date', 30 * MINUTE_MS),
  holds('gnss-rollover', 'GNSS receiver: its date is 1024 weeks back', 30 * MINUTE_MS),
  holds('gnss-jammed', 'a jammer near the train: all receivers lose signal, then the fix', 2 * MINUTE_MS),
  holds(
    'gnss-spoofed',
    'a spoofer near the train: all receivers drift off smoothly while all looks well',
    3 * MINUTE_MS,
  ),
  ...lineFaults('imu', 'vibration board'),
  holds('imu-stuck', 'vibration board: every reading repeats the last one', 30 * SECOND_MS),
  holds('imu-zeros', 'vibration board: streams zeros without an error', 30 * SECOND_MS),
  holds(
    'imu-clips',
    'vibration board: it is struck so hard that its parts are at the end of their ranges',
    30 * SECOND_MS,
  ),
  holds('imu-rate', 'vibration board: samples come at half the rate that was set', 30 * SECOND_MS),
  holds(
    'imu-loose',
    'vibration board: a screw of its mount is gone, it rattles while the train rides and sags',
    10 * MINUTE_MS,
  ),
  holds('odometer-silent', 'odometer: no pulse comes from it', 30 * SECOND_MS),
  holds('odometer-slips', 'odometer: its wheel slides and turns by 30 % too slowly', 30 * SECOND_MS),
  ...lineFaults('array', "phased array's beam controller"),
  ...lineFaults('modem', "phased array's modem"),
  holds('modem-barred', "phased array's modem: its network lets it listen only", 2 * MINUTE_MS),
  ...lineFaults('dish', 'dish rotator'),
  holds('dish-jam', 'dish rotator: its motors do not move', 60 * SECOND_MS),
  ...lineFaults('geo-modem', "dish's modem"),
  holds('geo-modem-barred', "dish's modem: its network lets it listen only", 2 * MINUTE_MS),
  ...lineFaults('selfant', 'self-pointing antenna, on a bench or with --self-pointing'),
  holds('rf-switch-stuck', 'switch of radio cables: its armature does not move', 60 * SECOND_MS),
  holds('rf-switch-blind', 'switch of radio cables: its tell-tales are dead', 30 * SECOND_MS),
  ...lineFaults('starlink', 'Starlink terminal, on a bench or with --starlink'),
  holds(
    'starlink-reboot',
    'Starlink terminal: announces a restart in a minute, and restarts with other firmware',
    2 * MINUTE_MS,
  ),
  holds('starlink-obstructed', 'Starlink terminal: something stands before its sky', 30 * SECOND_MS),
  holds('starlink-no-satellites', 'Starlink terminal: no satellite is there for it', 30 * SECOND_MS),
  holds('starlink-hot', 'Starlink terminal: it throttles by heat, and shuts down after a minute', 2 * MINUTE_MS),
  holds('starlink-stuck', 'Starlink terminal: its motors are stuck', 60 * SECOND_MS),
  holds('starlink-slow-ethernet', 'Starlink terminal: its Ethernet runs at 10 Mbit/s', 60 * SECOND_MS),
  holds('starlink-astray', 'Starlink terminal: its maker does not expect it here; it roams', 60 * SECOND_MS),
  holds('starlink-disabled', 'Starlink terminal: its account is disabled, it carries nothing', 2 * MINUTE_MS),
  holds('starlink-stowed', "Starlink terminal: somebody has stowed it with its maker's app", 2 * MINUTE_MS),
  ...lineFaults('lte', 'LTE modem'),
  momentary('lte-reset', 'LTE modem: restarts and registers anew'),
  holds('lte-deregister', 'LTE modem: the network drops it', 60 * SECOND_MS),
  holds('lte-sim-barred', 'LTE modem: the network refuses the SIM in its first slot', 20 * MINUTE_MS),
  holds('lte-sim-swapped', 'LTE modem: another SIM card is in it', 20 * MINUTE_MS),
  holds('lte-antenna', 'LTE modem: the plug of its antenna hangs half out, 36 dB are missing', 2 * MINUTE_MS),
  holds('lte-sim-absent', 'LTE modem: no SIM card is in it', 2 * MINUTE_MS),
  holds('lte-sim-locked', 'LTE modem: its SIM card asks for a PIN that the train does not have', 2 * MINUTE_MS),
  holds('lte-sim-puk', 'LTE modem: its SIM card was given wrong PINs and asks for its PUK', 2 * MINUTE_MS),
  holds('lte-congested', 'LTE modem: the network takes no text messages from it', 2 * MINUTE_MS),
  holds(
    'order-off',
    "the network's operator orders transmission off by a signed text message, and releases it by another at the end",
    2 * MINUTE_MS,
  ),
  momentary('order-forged', 'a text message comes that orders transmission off, its signature wrong'),
  holds('tunnel', 'a tunnel wherever the train is: no sky, no satellites, no cell', 2 * MINUTE_MS),
  holds(HALT, 'the driver brakes: the train stands on the line until the end, then rides on', 10 * MINUTE_MS),
  holds('rough-track', 'the track is rough: the coach shakes eight times as much', 2 * MINUTE_MS),
  momentary('shock', 'a buffer is struck hard: the coach feels 10 g for a moment'),
  holds('wind-order', 'somebody on site orders mounts to be stowed for a storm; of a ride only', 2 * MINUTE_MS),
  holds('roof-order', 'somebody on site locks the roof out for work there; of a ride only', 2 * MINUTE_MS),
  holds('washing-order', 'somebody on site sets the mode of washing; of a ride only', 2 * MINUTE_MS),
  holds('depot-hall', 'the hall of a depot about the train: no sky, cells weak', 10 * MINUTE_MS),
  holds(
    'elements-old',
    'the elements of the satellites are 20 days old, from the begin of the ride to its end; of a made-up constellation only',
    30 * MINUTE_MS,
  ),
  holds('snow-on-array', 'snow on the array: slow loss on all satellites', 10 * MINUTE_MS),
  holds('rain-on-dish', 'rain on the way to the dish: slow loss until its satellite is gone', 8 * MINUTE_MS),
  holds('power-fail', 'supply below its limit: the power-fail input is on', 10 * SECOND_MS),
  holds('tamper', 'the case is open: the tamper input is on', 30 * SECOND_MS),
  holds('lockout', 'the lockout key is turned: nobody may transmit', 60 * SECOND_MS),
  holds('emergency-button', 'the emergency button is pressed', 10 * SECOND_MS),
  holds(
    'outage-order',
    'somebody on shore announces that oneweb is out from now on, for work on its gateway; of a ride only',
    5 * MINUTE_MS,
  ),
  holds('hub-silent', "the shore's hub does not answer, whatever link it is asked by", 2 * MINUTE_MS),
  ...['oneweb', 'lte'].flatMap((link) => beyondModem(link)),
  holds('coach-cable', 'the cable from the controller to the switch of coach 1 is out', 2 * MINUTE_MS),
  holds('coach-port-gone', 'the network card for the coaches has come loose: its port is gone', 2 * MINUTE_MS),
  holds('coach-vlan-gone', "coach 2: its VLAN is missing on the controller's port", 2 * MINUTE_MS),
  holds('coach-address-lost', "coach 2: another program takes the controller's address off its network", 2 * MINUTE_MS),
  holds('coach-switch-power', 'coach 2: its switch has no power, and coach 3 hangs on it', 2 * MINUTE_MS),
  holds('coach-ap-dead', 'coach 3: its access point is dead, the switch before it is well', 2 * MINUTE_MS),
  holds('coach-dhcp-dead', 'coach 2: the server of addresses has ended and does not come back', 2 * MINUTE_MS),
  holds('coach-dhcp-filtered', "coach 3: its switch lets no device's question for an address through", 2 * MINUTE_MS),
  holds('coach-crowd', 'coach 1: more devices than its network has addresses', 10 * MINUTE_MS),
  ...signalPrefixes.flatMap(([prefix, signal]) =>
    services.map((service) => momentary(`${prefix}${service}`, `${signal} to the ${service} process`)),
  ),
]

const kinds: ReadonlyMap<string, FaultKind> = new Map(faultCatalogue.map((kind) => [kind.name, kind]))

const editDistance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let at = 1; at <= left.length; at++) {
    const next = [at]
    for (let to = 1; to <= right.length; to++) {
      const replaced = (row[to - 1] ?? 0) + (left[at - 1] === right[to - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}

const commonPrefix = (left: string, right: string): number => {
  let length = 0
  while (length < left.length && left[length] === right[length]) length++
  return length
}

/** By edits, less what both begin with: the device stands there, and people get that right first. */
const nearestFault = (name: string): string => {
  const wanted = name.slice(0, 64)
  const scored = faultCatalogue.map((kind) => ({
    name: kind.name,
    distance: editDistance(wanted, kind.name) - commonPrefix(wanted, kind.name),
  }))
  return scored.reduce((best, one) => (one.distance < best.distance ? one : best)).name
}

/** What reading a `--fault` came to; the message is one line for a person. */
export type ParsedFault = { ok: true; fault: Fault } | { ok: false; message: string }

const refuse = (message: string): ParsedFault => ({ ok: false, message })

const timeHelp = 'a time like 45, 90s, 5m or 1h30m'

/** Reads `NAME@TIME[+DURATION]`, as in `gnss-silent@90s+20s` or `process-kill:tracking@5m`. */
export const parseFault = (text: string): ParsedFault => {
  const [, name, time, duration] = /^([^@]*)@([^+]*)(?:\+(.*))?$/s.exec(text) ?? []
  if (name === undefined || time === undefined)
    return refuse(`fault "${text}" lacks its time: write NAME@TIME[+DURATION]`)
  const kind = kinds.get(name)
  const [prefix] = signalPrefixes.find(([one]) => name.startsWith(one)) ?? []
  if (!kind && prefix)
    return refuse(
      `unknown service "${name.slice(prefix.length, 40)}" in fault ${prefix.slice(0, -1)}: did you mean ${nearestFault(name)}? services: ${services.join(', ')}`,
    )
  if (!kind) return refuse(`unknown fault "${name.slice(0, 40)}": did you mean ${nearestFault(name)}?`)
  const atMs = parseDurationMs(time)
  if (atMs === undefined) return refuse(`fault ${name}: "${time}" is not ${timeHelp}`)
  const durationMs = duration === undefined ? kind.defaultMs : parseDurationMs(duration)
  if (!durationMs) return refuse(`fault ${name}: the duration "${duration}" is not ${timeHelp} above 0`)
  return { ok: true, fault: { name, atMs, durationMs } }
}

/** The service and its signal, when a fault is a `process-kill` or a `process-stop`. */
export const signalOf = (name: string): { service: string; signal: ProcessSignal } | undefined => {
  const [prefix, signal] = signalPrefixes.find(([one]) => name.startsWith(one)) ?? []
  return prefix === undefined || signal === undefined ? undefined : { service: name.slice(prefix.length), signal }
}

/** A fault that began or ended just now. */
export interface FaultChange {
  name: string
  isActive: boolean
}

interface Hold {
  sinceMs: number
  /** The same fault may be asked for twice: it ends with the last. */
  holders: number
}

/** Begins and ends faults at their times, counted from when the schedule is made. */
export class FaultSchedule {
  readonly #clock: Clock
  readonly #holds = new Map<string, Hold>()
  readonly #handlers = new Set<(change: FaultChange) => void>()
  readonly #timers = new Set<Cancel>()

  constructor(clock: Clock, faults: readonly Fault[] = []) {
    this.#clock = clock
    for (const fault of faults) this.add(fault)
  }

  /** Adds a fault; `atMs` counts from now. */
  add(fault: Fault): void {
    this.#after(fault.atMs, () => this.#begin(fault))
  }

  /** How long the fault has held, ms; undefined while it does not. */
  ageMs(name: string): number | undefined {
    // Asked at every step of every device, nearly always of a train that is well.
    if (this.#holds.size === 0) return undefined
    const hold = this.#holds.get(name)
    return hold && this.#clock.nowMs() - hold.sinceMs
  }

  /** Names of the faults that hold now, in the order in which they began. */
  active(): string[] {
    return [...this.#holds.keys()]
  }

  /** Calls at each begin and end; the returned function ends the calls. */
  onChange(handler: (change: FaultChange) => void): Cancel {
    this.#handlers.add(handler)
    return () => {
      this.#handlers.delete(handler)
    }
  }

  /** Ends the schedule: no fault begins or ends any more. */
  close(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#handlers.clear()
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }

  #begin({ name, durationMs }: Fault): void {
    this.#after(durationMs, () => this.#end(name))
    const hold = this.#holds.get(name)
    if (hold) {
      hold.holders++
      return
    }
    this.#holds.set(name, { sinceMs: this.#clock.nowMs(), holders: 1 })
    this.#tell({ name, isActive: true })
  }

  #end(name: string): void {
    const hold = this.#holds.get(name)
    if (!hold || --hold.holders > 0) return
    this.#holds.delete(name)
    this.#tell({ name, isActive: false })
  }

  #tell(change: FaultChange): void {
    for (const handler of this.#handlers) handler(change)
  }
}
