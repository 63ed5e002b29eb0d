import type { UtcMs } from '../../../hal/units.ts'
import type { GnssSatellite } from '../gnss.ts'
import type { Gsa, Gsv, KnownSentence } from '../nmea/sentence.ts'
import { type NumberedSatellite, satelliteOf } from '../satellite-ids.ts'

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

interface Group<Item> {
  items: Item[]
  skiesLeft: number
}

const idOf = ({ system, svid = 0 }: NumberedSatellite): string => `${system} ${svid}`

class SkyOfSentences implements SkyAssembler {
  readonly #onSky: (sky: Sky) => void
  readonly #inView = new Map<string, Group<GnssSatellite>>()
  readonly #used = new Map<string, Group<string>>()
  #open: { key: string; next: number; satellites: GnssSatellite[] } | undefined
  #lastUsed: string | undefined
  #dop: Pick<Gsa, 'pdop' | 'hdop' | 'vdop'> = { pdop: undefined, hdop: undefined, vdop: undefined }
  #isNew = false

  constructor(onSky: (sky: Sky) => void) {
    this.#onSky = onSky
  }

  add(sentence: KnownSentence): void {
    if (sentence.kind === 'gsv') this.#addInView(sentence)
    if (sentence.kind === 'gsa') this.#addUsed(sentence)
    else this.#lastUsed = undefined
  }

  epochEnded(utcMs: UtcMs | undefined): void {
    if (!this.#isNew) return
    this.#isNew = false
    const satellites = this.#satellites()
    this.#onSky({ utcMs, satellites, ...this.#dop })
    for (const groups of [this.#inView, this.#used])
      for (const [key, group] of groups) if (--group.skiesLeft === 0) groups.delete(key)
  }

  reset(): void {
    this.#inView.clear()
    this.#used.clear()
    this.#open = undefined
    this.#isNew = false
  }

  #addInView({ talker, signalId, sentence, sentences, satellites }: Gsv): void {
    const key = signalId === undefined ? talker : `${talker} ${signalId}`
    if (sentence === 1) this.#open = { key, next: 1, satellites: [] }
    const open = this.#open
    if (open?.key !== key || open.next !== sentence || open.satellites.length > MOST_SATELLITES) {
      this.#open = undefined
      return
    }
    open.next++
    for (const { id, elevationDeg, azimuthDeg, carrierToNoiseDbHz } of satellites) {
      const numbered = satelliteOf(talker, id)
      if (!numbered) continue
      open.satellites.push({
        ...numbered,
        ...(azimuthDeg !== undefined && { azimuthDeg }),
        ...(elevationDeg !== undefined && { elevationDeg }),
        ...(carrierToNoiseDbHz !== undefined && carrierToNoiseDbHz > 0 && { carrierToNoiseDbHz }),
        isUsed: false,
      } as GnssSatellite)
    }
    if (sentence < sentences) return
    this.#inView.set(key, { items: open.satellites, skiesLeft: REMEMBERED_SKIES })
    this.#open = undefined
    this.#isNew = true
  }

  /** Sentences of one key in a row are one list: receivers before NMEA 4.10 say GN for each system. */
  #addUsed({ talker, systemId, satelliteIds, pdop, hdop, vdop }: Gsa): void {
    const key = systemId === undefined ? talker : `${talker} ${systemId}`
    const before = this.#lastUsed === key ? (this.#used.get(key)?.items ?? []) : []
    const ids = satelliteIds.flatMap((id) => {
      const numbered = satelliteOf(talker, id, systemId)
      return numbered ? [idOf(numbered)] : []
    })
    this.#used.set(key, {
      items: before.length > MOST_SATELLITES ? ids : [...before, ...ids],
      skiesLeft: REMEMBERED_SKIES,
    })
    this.#lastUsed = key
    this.#dop = { pdop, hdop, vdop }
  }

  /** A satellite that comes once a signal counts once, with its strongest. */
  #satellites(): GnssSatellite[] {
    const used = new Set<string>()
    for (const { items } of this.#used.values()) for (const id of items) used.add(id)
    const byId = new Map<string, GnssSatellite>()
    for (const { items } of this.#inView.values())
      for (const satellite of items) {
        const id = idOf(satellite as NumberedSatellite)
        const known = byId.get(id)
        if (!known || (satellite.carrierToNoiseDbHz ?? 0) > (known.carrierToNoiseDbHz ?? 0))
          byId.set(id, { ...satellite, isUsed: used.has(id) })
      }
    return [...byId.values()]
  }
}

export const skyAssembler = (onSky: (sky: Sky) => void): SkyAssembler => new SkyOfSentences(onSky)
