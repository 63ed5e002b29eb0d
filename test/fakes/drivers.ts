import type {
  CellularModem,
  CellularReport,
  MessageHandler,
  OutgoingText,
  QueryAnswer,
  SendOutcome,
  SimSlot,
} from '../../drivers/cellular/cellular.ts'
import type { DeviceCounters } from '../../drivers/framing/device-counters.ts'
import type { GnssReceiver, GnssReport } from '../../drivers/gnss/gnss.ts'
import type { AntennaReport, ModemReport, SatelliteModem } from '../../drivers/modem/modem.ts'
import type { PermitLine, PowerBoard, PowerLed, PowerReport } from '../../drivers/power/power.ts'
import type { Bus } from '../../firmware/bus/bus.ts'
import type { TopicMessage, TopicName } from '../../firmware/bus/topics.ts'
import type { Clock } from '../../hal/clock.ts'
import type { MotionSample, MotionSensor } from '../../hal/motion-sensor.ts'
import type { LinkCounter, LinkTraffic, Network } from '../../hal/network.ts'

/** A line on which nothing has gone wrong. */
export const someCounters: DeviceCounters = {
  rxBytes: 100,
  rxFrames: 10,
  rxDiscardedBytes: 0,
  checksumErrors: 0,
  timeouts: 0,
  reconnects: 0,
}

/** Everything that a topic has carried since, the oldest first. */
export const listen = <N extends TopicName>(bus: Bus, topic: N): TopicMessage<N>[] => {
  const heard: TopicMessage<N>[] = []
  bus.subscribe(topic, (message) => heard.push(message))
  return heard
}

/** A device that reports what a test says, and remembers whether it was closed. */
class Speaker<R> {
  isClosed = false
  #handler: (report: R) => void = () => undefined

  readonly onReport = (handler: (report: R) => void): void => {
    this.#handler = handler
  }

  readonly say = (report: R): void => this.#handler(report)

  readonly counters = (): DeviceCounters => someCounters

  readonly close = (): Promise<void> => {
    this.isClosed = true
    return Promise.resolve()
  }
}

/** A GNSS receiver that reports what a test says. */
export const fakeReceiver = (): GnssReceiver & Speaker<GnssReport> => new Speaker<GnssReport>()

class CellularSpeaker extends Speaker<CellularReport> implements CellularModem {
  /** Hands a message over. */
  bring: MessageHandler = () => Promise.resolve(false)

  readonly onMessage = (handler: MessageHandler): void => {
    this.bring = handler
  }

  /** What it was asked to send, and what it says of the next. */
  readonly sent: OutgoingText[] = []
  outcome: SendOutcome = { kind: 'sent', references: [7] }

  readonly searchOperators = async (): Promise<undefined> => undefined
  /** What it was asked by hand. */
  readonly queries: string[] = []
  readonly query = async (word: string): Promise<readonly QueryAnswer[] | undefined> => {
    this.queries.push(word)
    return word === 'signal' ? [{ command: 'AT+CSQ', outcome: 'ok', lines: ['+CSQ: 17,99'] }] : undefined
  }

  /** How often it was told to restart. */
  resets = 0
  readonly reset = async (): Promise<boolean> => {
    this.resets++
    return true
  }
  /** The slots that it was told to use. */
  readonly selected: SimSlot[] = []
  readonly selectSim = async (slot: SimSlot): Promise<boolean> => {
    this.selected.push(slot)
    return true
  }

  readonly sendText = async (text: OutgoingText): Promise<SendOutcome> => {
    this.sent.push(text)
    return this.outcome
  }
}

/** A cellular modem that reports what a test says, and hands over the messages that it brings. */
export const fakeCellular = () => new CellularSpeaker()

/** A satellite modem that reports what a test says, and remembers what it was told. */
export const fakeModem = () => {
  const told: AntennaReport[] = []
  const speaker = new Speaker<ModemReport>()
  const modem: SatelliteModem = {
    onReport: speaker.onReport,
    counters: speaker.counters,
    close: speaker.close,
    tell: (report) => void told.push(report),
  }
  return { modem, say: speaker.say, told, isClosed: () => speaker.isClosed }
}

/** A permit line that remembers when each edge came; `refuse` makes it take none. */
export const fakePermit = (clock: Clock) => {
  const edgesMs: number[] = []
  let isTaking = true
  let isClosed = false
  const permit: PermitLine = {
    renew: () => {
      if (isTaking) edgesMs.push(clock.nowMs())
      return isTaking
    },
    close: () => {
      isClosed = true
    },
  }
  const refuse = (isRefusing: boolean): void => {
    isTaking = !isRefusing
  }
  return { permit, edgesMs, refuse, isClosed: () => isClosed }
}

/** A power board that reports what a test says, and remembers its lights. */
export const fakePowerBoard = () => {
  const speaker = new Speaker<PowerReport>()
  let present: PowerReport | undefined
  const leds: Partial<Record<PowerLed, boolean>> = {}
  const shown: string[] = []
  const board: PowerBoard = {
    onReport: speaker.onReport,
    report: () => present,
    close: speaker.close,
    showLed: (led, isLit) => {
      leds[led] = isLit
      shown.push(`${led} ${isLit ? 'lit' : 'dark'}`)
    },
  }
  const say = (report: PowerReport): void => {
    present = report
    speaker.say(report)
  }
  /** Its lines cannot be read, until it says something again. */
  const lose = (): void => {
    present = undefined
  }
  return { board, say, lose, leds, shown, isClosed: () => speaker.isClosed }
}

/** A vibration board that samples what a test says. */
export const fakeMotion = () => {
  const speaker = new Speaker<MotionSample>()
  const { checksumErrors: _, ...counters } = someCounters
  const sensor: MotionSensor = {
    onSample: speaker.onReport,
    close: speaker.close,
    counters: () => ({ ...counters, txBytes: 0, writeErrors: 0 }),
  }
  return { sensor, say: speaker.say, isClosed: () => speaker.isClosed }
}

/** A network that remembers its routes; the link `refused` cannot be routed before `repair`. */
export const fakeNetwork = (before: Readonly<Record<string, string>> = {}) => {
  const routes: Record<string, string | undefined> = { ...before }
  const asked: string[] = []
  const counters: LinkCounter[] = []
  let isBroken = true
  let onTraffic: (seen: LinkTraffic) => void = () => undefined
  const network: Network = {
    route: async (trafficClass, link) => {
      asked.push(`${trafficClass} ${link ?? 'nothing'}`)
      if (link === 'refused' && isBroken) throw new Error('no such interface')
      routes[trafficClass] = link
    },
    shape: () => Promise.resolve(),
    routes: () => before,
    onTraffic: (handler) => {
      onTraffic = handler
    },
    counters: async () => counters,
    close: () => Promise.resolve(),
  }
  const repair = (): void => {
    isBroken = false
  }
  return { network, routes, asked, repair, counters, push: (seen: LinkTraffic) => onTraffic(seen) }
}
