import { replaceFile } from '../../hal/linux/replace-file.ts'
import { wallUtcMs } from '../../hal/linux/wall-clock.ts'
import type { ElementSet } from '../domain/elements.ts'
import { areElementsTooOld, elementsSigmaDeg } from '../domain/elements-age.ts'
import { elementsFormOf, parseElements } from '../domain/elements-file.ts'
import { type ImportPlan, JUMP_QUARANTINE_HOURS, planImport } from '../domain/elements-import.ts'
import { UsageError } from '../usage-error.ts'
import { besideElements, type ElementsInUse, readElementsAt } from './elements-files.ts'
import { readText } from './linux-machine.ts'

const HOUR_MS = 3_600_000
const NAMED_AT_MOST = 5

/** Nobody reads thousands of hours. */
const DAYS_FROM_HOURS = 96

const ageText = (hours: number): string =>
  Math.abs(hours) < DAYS_FROM_HOURS ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`

/** How old they are, and whether they are any good. */
export const agesText = ({ satellites }: ElementSet): string => {
  const now = wallUtcMs()
  const ages = satellites.map(({ epochUtcMs }) => now - epochUtcMs).toSorted((a, b) => a - b)
  const hoursAt = (share: number): number => (ages[Math.floor(share * (ages.length - 1))] ?? 0) / HOUR_MS
  const middleMs = hoursAt(0.5) * HOUR_MS
  const isOld = areElementsTooOld({ epochUtcMs: now - middleMs }, now)
  const worth = isOld ? 'too old to follow satellites by' : `σ of pointing ${elementsSigmaDeg(middleMs).toFixed(3)}°`
  return `age ${ageText(hoursAt(0))} to ${ageText(hoursAt(1))}, middle one ${ageText(hoursAt(0.5))}: ${worth} (by this machine’s clock)`
}

const some = (lines: readonly string[]): string[] => {
  const more = lines.length - NAMED_AT_MOST
  return [...lines.slice(0, NAMED_AT_MOST), ...(more > 0 ? [`  … and ${more} more`] : [])]
}

/** Those that were left out, the first few. */
export const rejectedLines = ({ rejected }: ElementSet): string[] =>
  some(rejected.map(({ name, line, reason }) => `  left out: ${name} (${line}): ${reason}`))

const jumpLines = ({ jumps }: ImportPlan): string[] =>
  some(
    jumps.map(
      ({ name, offKm, limitKm }) => `  jumped: ${name}, ${offKm.toFixed(1)} km (${limitKm.toFixed(1)} allowed)`,
    ),
  )

/** A present set that cannot be read is no reason to keep out a good one. */
const presentAt = async (target: string): Promise<ElementsInUse | undefined> => {
  try {
    return await readElementsAt({ readText }, target)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`steppelink: ${error.message}; it is replaced\n`)
    return undefined
  }
}

/** In this order: whenever power goes, what is there is whole, and nobody who jumped is followed. */
const putInPlace = async (target: string, { text, plan }: { text: string; plan: ImportPlan }): Promise<void> => {
  const beside = besideElements(target)
  try {
    const present = await readText(target).catch(() => undefined)
    // The same once more is no reason to forget the set before.
    if (present !== undefined && present !== text) await replaceFile(beside.previous, present)
    await replaceFile(beside.quarantine, `${JSON.stringify(plan.barred)}\n`)
    await replaceFile(target, text)
  } catch (cause) {
    throw new UsageError(`${target}: cannot be written: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

/** Checks elements and puts them in the place of the present ones; what it came to, a line each. Rejects with UsageError, nothing changed. */
export const placeElements = async (
  target: string,
  { text, from }: { text: string; from: string },
): Promise<readonly string[]> => {
  const next = parseElements(text, from)
  if ('error' in next) throw new UsageError(next.error)
  const plan = planImport(await presentAt(target), next)
  if ('refused' in plan) throw new UsageError(`${from}: ${plan.refused}; nothing was changed`)
  const all = next.satellites.length + next.rejected.length
  await putInPlace(target, { text, plan })
  return [
    `${target}: ${next.satellites.length} of ${all} sets (${elementsFormOf(text)}), ${plan.added} new, ${plan.gone} gone`,
    `  ${agesText(next)}`,
    ...rejectedLines(next),
    ...jumpLines(plan),
    ...(plan.jumps.length > 0 ? [`  left alone until ${JUMP_QUARANTINE_HOURS} h after their epochs`] : []),
  ]
}
