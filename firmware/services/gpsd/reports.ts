import type { MonotonicMs } from '../../../hal/units.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import { type GpsdFix, type GpsdNoFix, gpsdJson } from '../../domain/gpsd-json.ts'
import { nmeaSentences, type SentenceFix } from './nmea-sentences.ts'
import type { GpsdAnswers, GpsdOutput } from './session.ts'

type Navigation = TopicMessage<'navigation'>
type Fix = TopicMessage<'fix'>

/** The one device that clients see: what the train knows, whichever receivers it is from. */
const DEVICE_PATH = 'steppelink'
const DRIVER = 'Steppelink'
/** The protocol of gpsd 3.22, Debian 12's. */
const PROTOCOL = { proto_major: 3, proto_minor: 14 }

/** What clients take gpsd's error estimates for is 95 %: 1.96 sigma of one axis, 2.45 of two that are alike. */
const ONE_DIMENSION_95 = 1.96
const TWO_DIMENSIONS_95 = 2.45 / Math.SQRT2

const times = (factor: number, sigma: number | undefined): number | undefined =>
  sigma === undefined ? undefined : factor * sigma

/** An object without the fields that are undefined. */
const known = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never

const utcOf = ({ utcMs }: { utcMs?: number | undefined }): { utcMs?: number } => (utcMs === undefined ? {} : { utcMs })

/** The last 2D fix said nothing of the height: then what the filter has of it is no measurement. */
const modeOf = (fix: Fix | undefined): '2d' | '3d' => (fix?.kind === 'fix' && fix.mode === '2d' ? '2d' : '3d')

const positionReport = (navigation: Navigation, fix: Fix | undefined): GpsdFix | GpsdNoFix => {
  const { position, mode } = navigation
  if (!position || mode === 'unknown') return { kind: 'no-fix', ...utcOf(navigation) }
  const isEstimated = mode === 'dead-reckoning'
  const dimensions = isEstimated ? '3d' : modeOf(fix)
  const axis95M = times(ONE_DIMENSION_95 / Math.SQRT2, navigation.horizontalSigmaM)
  const horizontal95M = navigation.horizontal95M ?? times(TWO_DIMENSIONS_95, navigation.horizontalSigmaM)
  return {
    kind: 'fix',
    ...utcOf(navigation),
    mode: dimensions,
    ...(isEstimated && { quality: 'estimated' }),
    latDeg: position.latDeg,
    lonDeg: position.lonDeg,
    ...(dimensions === '3d' && { heightM: position.heightM }),
    ...known({
      speedMps: navigation.speedMps,
      courseTrueDeg: navigation.courseTrueDeg,
      latSigmaM: axis95M,
      lonSigmaM: axis95M,
      horizontalSigmaM: horizontal95M,
      verticalSigmaM: times(ONE_DIMENSION_95, navigation.verticalSigmaM),
      speedSigmaMps: times(ONE_DIMENSION_95, navigation.speedSigmaMps),
    }),
  }
}

const sentenceFix = (navigation: Navigation, fix: Fix | undefined): SentenceFix => {
  const { position, attitude, utcMs, speedMps, courseTrueDeg } = navigation
  const kind = !position ? 'none' : navigation.mode === 'dead-reckoning' ? 'estimated' : 'satellites'
  const satellites = fix?.kind === 'fix' ? { satellitesUsed: fix.satellitesUsed, hdop: fix.hdop } : {}
  return { kind, utcMs, speedMps, courseTrueDeg, headingTrueDeg: attitude?.headingTrueDeg, ...position, ...satellites }
}

/** What the topics say, as gpsd's objects; what is stale is not said. */
export class GpsdReports implements GpsdAnswers {
  readonly devicePath = DEVICE_PATH
  readonly #release: string
  readonly #nowMs: () => MonotonicMs
  #navigation: Navigation | undefined
  #fix: Fix | undefined
  #sky: TopicMessage<'sky'> | undefined
  #firmware = ''

  /** `release`: ours, as VERSION tells it. */
  constructor(release: string, nowMs: () => MonotonicMs) {
    this.#release = release
    this.#nowMs = nowMs
  }

  onFix(fix: Fix): void {
    this.#fix = fix
  }

  onReceivers({ chosen, receivers }: TopicMessage<'receivers'>): void {
    const receiver = chosen === undefined ? undefined : receivers[chosen]
    this.#firmware = [receiver?.hardware, receiver?.firmware].filter((part) => part !== undefined).join(' ')
  }

  onSky(sky: TopicMessage<'sky'>): GpsdOutput[] {
    this.#sky = sky
    return [{ form: 'json', text: this.#skyText(sky) }]
  }

  onNavigation(navigation: Navigation): void {
    this.#navigation = navigation
  }

  /** Where the train is, in every form. */
  position(): GpsdOutput[] {
    const navigation = this.#present() ?? this.#nothing()
    const { attitude } = navigation
    const texts = [gpsdJson(positionReport(navigation, this.#fix), DEVICE_PATH)]
    if (attitude) texts.push(gpsdJson({ kind: 'attitude', ...utcOf(navigation), ...attitude }, DEVICE_PATH))
    return [
      ...texts.map((text) => ({ form: 'json' as const, text })),
      ...nmeaSentences(sentenceFix(navigation, this.#fix)).map((text) => ({ form: 'nmea' as const, text })),
    ]
  }

  /** Navigation has fallen silent, or never spoke. */
  isSilent(): boolean {
    return this.#present() === undefined
  }

  version(): string {
    return JSON.stringify({ class: 'VERSION', release: this.#release, rev: this.#release, ...PROTOCOL })
  }

  device(): string {
    return JSON.stringify(this.#device())
  }

  devices(): string {
    return JSON.stringify({ class: 'DEVICES', devices: [this.#device()] })
  }

  poll(): string {
    const present = this.#present()
    const time = present?.utcMs === undefined ? '' : `"time":"${new Date(present.utcMs).toISOString()}",`
    const tpv = gpsdJson(positionReport(present ?? this.#nothing(), this.#fix), DEVICE_PATH)
    const sky = this.#sky && this.#nowMs() - this.#sky.atMs <= topics.sky.staleAfterMs ? this.#skyText(this.#sky) : ''
    return `{"class":"POLL",${time}"active":${present ? 1 : 0},"tpv":[${tpv}],"gst":[],"sky":[${sky}]}`
  }

  #device() {
    const isActive = this.#present() !== undefined
    return {
      class: 'DEVICE',
      path: DEVICE_PATH,
      driver: DRIVER,
      ...(this.#firmware && { subtype: this.#firmware }),
      // gpsd's flags: 1, GPS data was seen
      ...(isActive && { flags: 1 }),
      readonly: true,
    }
  }

  #present(): Navigation | undefined {
    const last = this.#navigation
    return last && this.#nowMs() - last.atMs <= topics.navigation.staleAfterMs ? last : undefined
  }

  #skyText(sky: TopicMessage<'sky'>): string {
    return gpsdJson({ kind: 'sky', ...sky } as Parameters<typeof gpsdJson>[0], DEVICE_PATH)
  }

  #nothing(): Navigation {
    return { atMs: this.#nowMs(), mode: 'unknown' }
  }
}
