import type { UtcMs } from '../../../hal/units.ts'
import type { GnssSatellite } from '../gnss.ts'
import type { Gsa, Gsv, KnownSentence, SatelliteInView } from '../nmea/sentence.ts'
import { type NumberedSatellite, ownIdsOf, SATELLITE_KEYS, satelliteOf } from '../satellite-ids.ts'

/** A group that was not sent again for so many skies is of a system that the receiver does not tell of any more. */
const REMEMBERED_SKIES = 3
/** A receiver tells of fewer satellites; what is beyond comes from noise. */
const MOST_SATELLITES = 128

export interface Sky {
  utcMs: UtcMs | undefined
  satellites: readonly GnssSatellite[]
  pdop: number | undefined
  hdop: number | undefined
  vdop: number | undefined
}

/** Puts GSV groups and GSA together: the sky is told when an epoch has ended in which a group became whole. */
export interface SkyAssembler {
  add(sentence: KnownSentence): void
  epochEnded(utcMs: UtcMs | undefined): void
  reset(): void
}

/** Satellites that sentences of one key named. */
interface Group {
  skiesLeft: number
}

interface InView extends Group {
  ownIds: ReturnType<typeof ownIdsOf>
  satellites: SatelliteInView[]
}

interface Used extends Group {
  keys: number[]
}

/** Of a talker and a signal or a system: a number, which costs a map less than a text. */
const groupKey = (talker: string, id = -1): number => (talker.charCodeAt(0) * 256 + talker.charCodeAt(1)) * 256 + id

const noDop = { pdop: undefined, hdop: undefined, vdop: undefined }

const satelliteIn = (known: NumberedSatellite, as: SatelliteInView, isUsed: boolean): GnssSatellite => ({
  system: known.system,
  svid: known.svid,
  azimuthDeg: as.azimuthDeg,
  elevationDeg: as.elevationDeg,
  // a receiver says 0 of a satellite that it looks for
  carrierToNoiseDbHz: as.carrierToNoiseDbHz || undefined,
  isUsed,
})

class SkyOfSentences implements SkyAssembler {
  readonly #onSky: (sky: Sky) => void
  readonly #inView = new Map<number, InView>()
  readonly #used = new Map<number, Used>()
  #open: { key: number; next: number; satellites: SatelliteInView[] } | undefined
  #lastUsed: number | undefined
  #dop: Pick<Gsa, 'pdop' | 'hdop' | 'vdop'> = noDop
  #isNew = false
  /** By key, between the building of two skies all 0: whether a satellite is used, and its place in the list from 1 on. */
  readonly #isUsed = new Uint8Array(SATELLITE_KEYS)
  readonly #placeOf = new Uint16Array(SATELLITE_KEYS)

  constructor(onSky: (sky: Sky) => void) {
    this.#onSky = onSky
  }

  add(sentence: KnownSentence): void {
    const { kind } = sentence
    if (kind === 'gsv') this.#addInView(sentence)
    if (kind === 'gsa') this.#addUsed(sentence)
    else this.#lastUsed = undefined
  }

  epochEnded(utcMs: UtcMs | undefined): void {
    if (!this.#isNew) return
    this.#isNew = false
    const { pdop, hdop, vdop } = this.#dop
    this.#onSky({ utcMs, satellites: this.#satellites(), pdop, hdop, vdop })
    for (const groups of [this.#inView, this.#used])
      for (const [key, group] of groups) if (--group.skiesLeft === 0) groups.delete(key)
  }

  reset(): void {
    this.#inView.clear()
    this.#used.clear()
    this.#open = undefined
    this.#dop = noDop
    this.#isNew = false
  }

  #addInView({ talker, signalId, sentence, sentences, satellites }: Gsv): void {
    const key = groupKey(talker, signalId)
    if (sentence === 1) this.#open = { key, next: 1, satellites: [] }
    const open = this.#open
    if (open?.key !== key || open.next !== sentence || open.satellites.length > MOST_SATELLITES) {
      this.#open = undefined
      return
    }
    open.next++
    for (const satellite of satellites) open.satellites.push(satellite)
    if (sentence < sentences) return
    this.#inView.set(key, { ownIds: ownIdsOf(talker), satellites: open.satellites, skiesLeft: REMEMBERED_SKIES })
    this.#open = undefined
    this.#isNew = true
  }

  /** Sentences of one key in a row are one list: receivers before NMEA 4.10 say GN for each system. */
  #addUsed({ talker, systemId, satelliteIds, pdop, hdop, vdop }: Gsa): void {
    const key = groupKey(talker, systemId)
    const ownIds = ownIdsOf(talker, systemId)
    const before = this.#lastUsed === key ? this.#used.get(key)?.keys : undefined
    const keys = before && before.length < MOST_SATELLITES ? before : []
    for (const id of satelliteIds) {
      const known = satelliteOf(ownIds, id)
      if (known) keys.push(known.key)
    }
    this.#used.set(key, { keys, skiesLeft: REMEMBERED_SKIES })
    this.#lastUsed = key
    this.#dop = { pdop, hdop, vdop }
  }

  /** A satellite that comes once a signal counts once, with its strongest. */
  #satellites(): GnssSatellite[] {
    const satellites: GnssSatellite[] = []
    const keys: number[] = []
    this.#markUsed(1)
    for (const { ownIds, satellites: inView } of this.#inView.values())
      for (const as of inView) {
        const known = satelliteOf(ownIds, as.id)
        if (!known) continue
        const place = this.#placeOf[known.key] || keys.push(known.key)
        this.#placeOf[known.key] = place
        const before = satellites[place - 1]
        if (before && (as.carrierToNoiseDbHz ?? 0) <= (before.carrierToNoiseDbHz ?? 0)) continue
        satellites[place - 1] = satelliteIn(known, as, this.#isUsed[known.key] === 1)
      }
    this.#markUsed(0)
    for (const key of keys) this.#placeOf[key] = 0
    return satellites
  }

  #markUsed(mark: 0 | 1): void {
    for (const { keys } of this.#used.values()) for (const key of keys) this.#isUsed[key] = mark
  }
}

export const skyAssembler = (onSky: (sky: Sky) => void): SkyAssembler => new SkyOfSentences(onSky)
