import { z } from 'zod'
import { lettersForPhone } from './letters-for-phone.ts'
import { ONE_LINE } from './one-line.ts'
import { trainNumber } from './train-number.ts'

/** Of UTF-8, escapes of JSON included, so that a report always fits one datagram. */
const BYTES_OF_TEXT = 420
const BYTES_OF_NAME = 130

const fits = (bytesAtMost: number) => (text: string) => Buffer.byteLength(JSON.stringify(text)) <= bytesAtMost

/** What the emergency is, in a person's words. */
export const emergencyText = z
  .string()
  .min(1)
  .max(200)
  .regex(ONE_LINE, 'give one line of letters and signs')
  .refine(fits(BYTES_OF_TEXT), `is too long: 200 letters, fewer of rare ones`)

/** Who says so. */
export const emergencyPerson = z
  .string()
  .min(1)
  .max(60)
  .regex(ONE_LINE, 'give one line of letters and signs')
  .refine(fits(BYTES_OF_NAME), 'is too long: 60 letters, fewer of rare ones')

/** Its sender's own name of it: what has the same is the same emergency, by whatever way it comes. */
export const emergencyId = z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits')

const shortName = z.string().max(40).regex(ONE_LINE).optional()
const finite = z.number()

/** An emergency on a train as the shore is told of it; what is unknown is absent. */
export const emergencyReport = z.strictObject({
  id: emergencyId,
  train: z.string().max(32).regex(ONE_LINE),
  trainNumber: trainNumber.optional(),
  text: emergencyText,
  by: emergencyPerson,
  /** UTC when it was raised, ms, as far as the train knew it. */
  utcMs: z.number().int().optional(),
  /** Where the train was then. */
  place: z
    .strictObject({
      latDeg: z.number().min(-90).max(90),
      lonDeg: z.number().min(-180).max(180),
      /** How old the position was. */
      ageS: finite.nonnegative(),
    })
    .optional(),
  line: z
    .strictObject({
      lineId: z.string().max(64),
      chainageKm: finite,
      nextStation: shortName,
      nextStationKm: finite.nonnegative().optional(),
    })
    .optional(),
  /** It is over, or was none. */
  cancelledBy: emergencyPerson.optional(),
})

export type EmergencyReport = z.infer<typeof emergencyReport>

/** What may be missing: nothing of it is worth the rest. */
const trimmings = ['trainNumber', 'utcMs', 'place', 'line'] as const

/** A report without those of its trimmings that the shore would not understand; the emergency itself stays as it is. */
export const soundReport = (report: EmergencyReport): EmergencyReport => {
  const unsound = trimmings.filter((part) => !emergencyReport.shape[part].safeParse(report[part]).success)
  const entries = Object.entries(report).filter(([part]) => !unsound.some((one) => one === part))
  const sound = emergencyReport.safeParse(Object.fromEntries(entries))
  return sound.success ? sound.data : report
}

/** Raised or cancelled: each is told by itself, and acknowledged by itself. */
export type EmergencyPhase = 'raised' | 'cancelled'

export const phaseOf = ({ cancelledBy }: Pick<EmergencyReport, 'cancelledBy'>): EmergencyPhase =>
  cancelledBy === undefined ? 'raised' : 'cancelled'

type Place = Pick<EmergencyReport, 'place' | 'line' | 'utcMs'>

const placeWords = ({ place }: Place): string | undefined =>
  place &&
  `${place.latDeg.toFixed(5)},${place.lonDeg.toFixed(5)}${place.ageS > 10 ? ` (${Math.round(place.ageS)} s old)` : ''}`

const lineWords = ({ line }: Place): string | undefined => {
  if (!line) return undefined
  const { lineId, chainageKm, nextStation, nextStationKm } = line
  const inKm = nextStationKm === undefined ? '' : ` in ${nextStationKm.toFixed(1)} km`
  return `${lineId} km ${chainageKm.toFixed(1)}${nextStation === undefined ? '' : `, next ${nextStation}${inKm}`}`
}

const timeWords = ({ utcMs }: Place): string | undefined =>
  utcMs === undefined ? undefined : `${new Date(utcMs).toISOString().slice(0, 16)}Z`

const joined = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined).join('; ')

/** Where and when, as far as it is known; empty where nothing is. */
export const whereWords = (at: Place): string => joined([lineWords(at), placeWords(at), timeWords(at)])

/** One line for people, on paper or in a text message. */
export const emergencyWords = (report: EmergencyReport): string => {
  const { train, trainNumber, text, by, cancelledBy } = report
  const head = cancelledBy === undefined ? 'EMERGENCY' : `CANCELLED by ${cancelledBy}:`
  const who = trainNumber === undefined ? train : `${train} (${trainNumber})`
  return `${head} ${who}: ${joined([`${text} (${by})`, whereWords(report) || undefined])}`
}

/** The same for a text message: where it would not fit, the words of whoever raised it are cut, never the place. */
export const emergencyForPhone = (report: EmergencyReport): string => {
  const words = emergencyWords(report)
  const over = words.length - lettersForPhone(words)
  if (over <= 0) return words
  const cut = report.text.slice(0, Math.max(1, report.text.length - over - 3))
  const shorter = emergencyWords({ ...report, text: `${cut}...` })
  return shorter.slice(0, lettersForPhone(shorter))
}
