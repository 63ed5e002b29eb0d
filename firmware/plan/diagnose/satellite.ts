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

/** A terminal's own receiver gives a place, and neither time nor a second opinion. */
const placeEnding = ({ receivers, jamming, spoofing, isKnown }: PlaceSeen, seen: Seen): Ending | undefined => {
  const all = Object.entries(receivers).filter(([name]) => !Object.hasOwn(seen.terminals, name))
  const device = all.map(([name]) => name).join(', ')
  if (spoofing === 'critical') return ending('gnss-spoofed')
  if (all.length > 0 && all.every(([, { state }]) => state === 'silent')) return ending('gnss-silent', { device })
  if (isKnown) return undefined
  return jamming === 'critical' ? ending('gnss-jammed') : ending('gnss-no-fix', { device })
}

const place: Step = {
  id: 'place',
  needs: ['place'],
  judge: (all) => {
    const { place: seen } = all
    if (!seen) return ends('—', 'service-silent', { service: 'navigation' })
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
    return isTimeKnown === false || isMissed ? ends('—', 'no-time') : good(isTimeKnown ? 'UTC' : '?')
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

const antenna: Step = {
  id: 'antenna',
  needs: ['pointers', 'answering'],
  judge: (seen) => {
    const { pointers = {}, answering = {}, terminals } = seen
    const text = Object.entries(pointers).map(([name, isWell]) => `${name} ${isWell ? 'ok' : '—'}`)
    const end = firstWrong(seen, (terminal) => {
      if (pointers[terminal] !== false) return undefined
      const device = terminals[terminal]?.antenna ?? ''
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
    const rf = unmetNamed(seen, 'RF switch')
    if (rf?.value.startsWith('stuck')) return ends(rf.value, 'rf-switch', rf)
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
    if (Object.keys(seen.terminals).length === 0) return ends('—', 'no-terminals')
    return ends('ok', 'satellite-works', { terminals: Object.keys(seen.terminals).join(', ') })
  },
} as const satisfies Step

/** No terminal, or one of them, has its satellite. */
export const noSatellite: Steps = [
  power,
  runs('interlock-runs', 'transmit', 'interlock'),
  orders,
  runs('tracking-runs', 'pointing', 'tracking'),
  place,
  time,
  antenna,
  modem,
  stowed,
  mount,
  sky,
  lock,
  rest,
]
