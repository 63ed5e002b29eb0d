import type { ConditionSeen, PlaceSeen, Seen } from './seen.ts'
import {
  type Ending,
  type EndingId,
  ending,
  ends,
  good,
  notMade,
  power,
  type Result,
  runs,
  type Step,
  type Steps,
} from './steps.ts'

/** A mount that comes no nearer in the time between two looks does not move. */
const NEARER_DEG = 0.5
const OFF_DEG = 3

/** Terminals that may not transmit now, in the order of the train's file. */
const muted = ({ terminals, transmit }: Seen): string[] =>
  Object.keys(terminals).filter((name) => transmit?.[name]?.isPermitted !== true)

const unmet = ({ transmit }: Seen, terminal: string): readonly ConditionSeen[] =>
  transmit?.[terminal]?.conditions.filter(({ isMet }) => !isMet) ?? []

const unmetNamed = (seen: Seen, name: string) =>
  muted(seen).flatMap((terminal) => {
    const found = unmet(seen, terminal).find((one) => one.name === name)
    return found ? [{ terminal, value: found.value }] : []
  })[0]

/** A switch that is stuck may rest where it is meant to be by now: nobody means another place that it cannot reach. */
const stuckSwitch = (seen: Seen) =>
  muted(seen).flatMap((terminal) => {
    const found = seen.transmit?.[terminal]?.conditions.find(({ name }) => name === 'RF switch')
    return found?.value.startsWith('stuck') ? [{ terminal, value: found.value }] : []
  })[0]

/** What people or the train's state order: of all terminals alike. */
const orderEndings: readonly (readonly [condition: string, id: EndingId])[] = [
  ['roof-work key switch', 'key-turned'],
  ['roof-work lockout', 'locked-out'],
  ['order to stop transmission', 'ordered-off'],
  ['mode', 'special-mode'],
]

const orders: Step = {
  id: 'orders',
  needs: ['transmit'],
  judge: (seen) => {
    for (const [condition, id] of orderEndings) {
      const found = unmetNamed(seen, condition)
      if (found && found.value !== 'unknown') return ends(found.value, id, { what: found.value })
    }
    return notMade
  },
}

/** Whatever hears a satellite stands under a free sky. */
const isSkyProven = ({ modems = {}, terminals }: Seen, { receivers }: PlaceSeen): boolean =>
  Object.values(modems).some(({ isAlive, isLocked }) => isAlive && isLocked) ||
  Object.keys(terminals).some((name) => receivers[name]?.state === 'fix')

/**
 * A terminal's own receiver gives a place, and neither time nor a second opinion. Of old fixes a place is long known, while the heading that
 * antennas need is not: under a roof this is no fault of the receivers.
 */
const placeEnding = (place: PlaceSeen, seen: Seen): Ending | undefined => {
  const { receivers, jamming, spoofing, isKnown } = place
  const ofTerminals = Object.entries(seen.terminals).flatMap(([name, one]) => [name, one.antenna, one.secondAntenna])
  const own = Object.entries(receivers).filter(([name]) => !ofTerminals.includes(name))
  const device = own.map(([name]) => name).join(', ')
  if (spoofing === 'critical') return ending('gnss-spoofed')
  if (own.length > 0 && own.every(([, { state }]) => state === 'silent')) return ending('gnss-silent', { device })
  const isBlind = own.length > 0 && own.every(([, { state }]) => state !== 'fix')
  if (isKnown && !(isBlind && muted(seen).length > 0)) return undefined
  if (jamming === 'critical') return ending('gnss-jammed')
  return !isKnown || isSkyProven(seen, place) ? ending('gnss-no-fix', { device }) : undefined
}

const place: Step = {
  id: 'place',
  needs: ['place', 'modems'],
  judge: (all) => {
    const { place: seen } = all
    if (!seen) return ends('silent', 'service-silent', { service: 'navigation' })
    const text = Object.entries(seen.receivers)
      .map(([name, { state }]) => `${name} ${state}`)
      .join(', ')
    const end = placeEnding(seen, all)
    return { value: text || '—', ...(end && { ending: end }) }
  },
}

const time: Step = {
  id: 'time',
  needs: ['isTimeKnown'],
  judge: ({ isTimeKnown, pointing = {} }) => {
    const isMissed = Object.values(pointing).some(({ reason }) => reason === 'no UTC')
    return isTimeKnown === false || isMissed ? ends('unknown', 'no-time') : good(isTimeKnown ? 'UTC' : 'unknown')
  },
}

/** The first terminal that a test finds wrong. */
const firstWrong = (seen: Seen, wrong: (terminal: string) => Ending | undefined): Ending | undefined => {
  for (const terminal of muted(seen)) {
    const found = wrong(terminal)
    if (found) return found
  }
  return undefined
}

const judged = (value: string, end: Ending | undefined): Result => ({
  value,
  ...(end && { ending: end }),
})

/** A few that are newer help nobody. */
const USABLE_SHARE = 0.2

const elements: Step = {
  id: 'elements',
  needs: ['elements'],
  judge: (seen) => {
    const sets = Object.entries(seen.elements ?? {}).flatMap(([terminal, { elements: all = 0, tooOld = 0 }]) =>
      all === 0 ? [] : [{ terminal, all, tooOld }],
    )
    const text = sets.map(({ terminal, all, tooOld }) => `${terminal} ${all - tooOld}/${all}`).join(', ')
    const silenced = muted(seen)
    const old = sets.find(
      ({ terminal, all, tooOld }) => silenced.includes(terminal) && all - tooOld < USABLE_SHARE * all,
    )
    if (!old) return good(text)
    return ends(text, 'elements-old', { terminal: old.terminal, old: old.tooOld, all: old.all })
  },
}

const antenna: Step = {
  id: 'antenna',
  needs: ['pointers', 'answering'],
  judge: (seen) => {
    const { pointers = {}, answering = {}, terminals } = seen
    const text = Object.entries(pointers).map(([name, isWell]) => {
      const { antenna: device = '', isSelfPointing } = terminals[name] ?? {}
      return `${name} ${(isSelfPointing ? answering[device] !== false : isWell) ? 'ok' : '—'}`
    })
    const end = firstWrong(seen, (terminal) => {
      const { antenna: device = '', secondAntenna, isSelfPointing } = terminals[terminal] ?? {}
      if (isSelfPointing) {
        const silent = [device, secondAntenna ?? device].find((one) => answering[one] === false)
        return silent === undefined ? undefined : ending('antenna-silent', { terminal, device: silent })
      }
      if (pointers[terminal] !== false) return undefined
      return ending(answering[device] ? 'mount-stuck' : 'antenna-silent', { terminal, device })
    })
    return judged(text.join(', '), end)
  },
}

const modem: Step = {
  id: 'modem',
  needs: ['modems'],
  judge: (seen) => {
    const { modems = {}, terminals } = seen
    const text = Object.entries(modems).map(([name, { isAlive }]) => `${name} ${isAlive ? 'ok' : '—'}`)
    const end = firstWrong(seen, (terminal) =>
      modems[terminal]?.isAlive === true
        ? undefined
        : ending('satellite-modem-silent', { terminal, device: terminals[terminal]?.modem ?? '' }),
    )
    return judged(text.join(', '), end)
  },
}

const mount: Step = {
  id: 'mount',
  needs: ['pointing', 'pointingLater'],
  judge: (seen) => {
    const errors = (from: Seen['pointing']) =>
      Object.entries(from ?? {}).flatMap(([name, { errorDeg }]) =>
        errorDeg === undefined ? [] : [[name, errorDeg] as const],
      )
    const text = errors(seen.pointingLater).map(([name, errorDeg]) => `${name} ${errorDeg.toFixed(1)}°`)
    const before = new Map(errors(seen.pointing))
    const after = new Map(errors(seen.pointingLater))
    const end = firstWrong(seen, (terminal) => {
      const [was, is] = [before.get(terminal) ?? 0, after.get(terminal) ?? 0]
      if (is < OFF_DEG || was - is > NEARER_DEG) return undefined
      return ending('mount-stuck', { terminal, device: seen.terminals[terminal]?.antenna ?? '' })
    })
    return judged(text.join(', '), end)
  },
}

const stowed: Step = {
  id: 'permit',
  needs: [],
  judge: (seen) => {
    const rf = stuckSwitch(seen)
    if (rf) return ends(rf.value, 'rf-switch', rf)
    const stow = unmetNamed(seen, 'not stowed')
    if (stow && stow.value !== 'unknown')
      return ends(stow.value, 'stowed', { terminal: stow.terminal, why: stow.value })
    return notMade
  },
}

const sky: Step = {
  id: 'sky',
  needs: [],
  judge: (seen) => {
    const hidden = unmetNamed(seen, 'nothing stands before the beam')
    if (hidden?.value === 'blocked') return ends(hidden.value, 'blocked', { terminal: hidden.terminal })
    const modems = Object.keys(seen.terminals).map((name) => seen.modems?.[name])
    const areAllDeaf = modems.length > 1 && modems.every((one) => one?.isAlive === true && !one.isLocked)
    if (!areAllDeaf) return notMade
    // A place that is wrong by kilometres looks like a roof to every antenna.
    return seen.place?.spoofing === 'warning' ? ends('—', 'gnss-spoofed') : ends('—', 'no-sky')
  },
}

const lockText = ({ modems = {} }: Seen): string =>
  Object.entries(modems)
    .map(([name, { isLocked, carrierToNoiseDb: db }]) => {
      const carrier = db === undefined ? '' : ` ${db.toFixed(1)} dB`
      return `${name} ${isLocked ? 'ok' : '—'}${carrier}`
    })
    .join(', ')

const lock: Step = {
  id: 'lock',
  needs: [],
  judge: (seen) => {
    const { modems = {}, terminals } = seen
    const end = firstWrong(seen, (terminal) => {
      const said = modems[terminal]
      const device = terminals[terminal]?.modem ?? ''
      if (said && !said.isLocked) return ending('no-lock', { terminal, device })
      return said && !said.isTransmitAllowed ? ending('network-refuses', { terminal, device }) : undefined
    })
    return judged(lockText(seen), end)
  },
}

const rest = {
  id: 'permit',
  needs: [],
  judge: (seen: Seen) => {
    for (const terminal of muted(seen)) {
      const [first] = unmet(seen, terminal)
      if (first) return ends(first.name, 'condition', { terminal, condition: first.name, value: first.value })
    }
    return ends('ok', 'satellite-works', { terminals: Object.keys(seen.terminals).join(', ') })
  },
} as const satisfies Step

/** Without one nobody permits, and no interlock runs. */
const fitted: Step = {
  id: 'terminals',
  needs: [],
  judge: ({ terminals }) => {
    const names = Object.keys(terminals)
    return names.length === 0 ? ends('none', 'no-terminals') : good(names.join(', '))
  },
}

/** No terminal, or one of them, has its satellite. */
export const noSatellite: Steps = [
  fitted,
  power,
  runs('interlock-runs', 'transmit', 'interlock'),
  orders,
  runs('tracking-runs', 'pointing', 'tracking'),
  place,
  time,
  elements,
  antenna,
  modem,
  stowed,
  mount,
  sky,
  lock,
  rest,
]
