import type { MonotonicMs } from '../../hal/units.ts'
import type { Planned } from './planned.ts'

/** Which alerts people were told of, and since when each has been away. */
export interface AlarmsState {
  raised: Readonly<Record<string, { goneSinceMs?: MonotonicMs }>>
}

/** One word to people. */
export interface AlarmAction {
  do: 'tell'
  alert: string
  text: string
  severity: 'info' | 'warning'
}

export const noAlarms: AlarmsState = { raised: {} }

/** An alert that comes and goes is one: it is over when it was away this long; chosen. */
const OVER_AFTER_MS = 30_000

const saying = (severity: AlarmAction['severity'], text: string) => ({ severity, text })

/** What each alert means to people; one that is not here is told by its name. */
const sayings: Readonly<Record<string, { severity: AlarmAction['severity']; text: string }>> = {
  'motors-stuck': saying('warning', 'its motors are stuck: look for ice and what blocks it'),
  'thermal-shutdown': saying('warning', 'it is too hot and has shut down'),
  'thermal-throttle': saying('warning', 'it is hot and throttles'),
  'power-supply-hot': saying('warning', 'its power supply is hot and throttles it'),
  'unexpected-location': saying('warning', 'its maker does not expect it here: service may end'),
  'mast-not-vertical': saying('warning', 'it does not stand upright'),
  'slow-ethernet': saying('warning', 'its Ethernet is slow: look at cable and plugs'),
  'no-ethernet': saying('warning', 'it sees no Ethernet'),
  roaming: saying('info', 'it roams outside its country'),
  'update-pending': saying('info', 'it has an update and will restart for it'),
  heating: saying('info', 'it melts snow'),
  'moving-not-allowed': saying('warning', 'it moves and its plan does not allow that: service ends'),
  'moving-too-fast': saying('warning', 'it is faster than its plan allows: service ends'),
  'weak-motors': saying('warning', 'its motors draw too little current'),
  'weak-signal': saying('warning', 'its signal is lower than predicted'),
  water: saying('warning', 'it has found water inside'),
}

const tellRaised = (alert: string): AlarmAction => ({
  do: 'tell',
  alert,
  ...(sayings[alert] ?? { severity: 'warning', text: `it raises ${alert.slice(0, 60)}` }),
})

const tellOver = (alert: string): AlarmAction => ({ do: 'tell', alert, text: `${alert}: over`, severity: 'info' })

/** Tells of each alert once when it is raised, and once when it has been away for half a minute; a terminal that is silent changes nothing. */
export const planAlarms = (
  state: AlarmsState,
  seen: { isAlive: boolean; alerts: readonly string[] },
  nowMs: MonotonicMs,
): Planned<AlarmsState, AlarmAction> => {
  if (!seen.isAlive) return { state, actions: [], reasons: [] }
  const raised: Record<string, { goneSinceMs?: MonotonicMs }> = {}
  const actions: AlarmAction[] = []
  for (const alert of seen.alerts) {
    if (!Object.hasOwn(state.raised, alert)) actions.push(tellRaised(alert))
    raised[alert] = {}
  }
  for (const [alert, { goneSinceMs = nowMs }] of Object.entries(state.raised)) {
    if (Object.hasOwn(raised, alert)) continue
    if (nowMs - goneSinceMs < OVER_AFTER_MS) raised[alert] = { goneSinceMs }
    else actions.push(tellOver(alert))
  }
  return { state: { raised }, actions, reasons: [] }
}
