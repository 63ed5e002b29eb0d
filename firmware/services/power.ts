import type { PowerBoard, PowerReport } from '../../drivers/power/power.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'

const REPEAT_EVERY_MS = 1_000
/** Lit and dark for half of this each. */
const HEARTBEAT_MS = 1_000

const alarms = [
  ['isSupplyFailing', 'supply', 'the supply is failing', 'the supply is back'],
  ['isTampered', 'cabinet', 'the cabinet was opened', 'the cabinet is closed'],
  [
    'isLockedOut',
    'lockout',
    'roof-work lockout: the key switch is turned',
    'roof-work lockout ended at the key switch',
  ],
  ['isEmergencyPressed', 'emergency', 'the emergency button is pressed', 'the emergency button is released'],
] as const

/** Publishes what the power board's lines say, and shows life on its LEDs. */
export const startPower = (context: ServiceContext & { board: PowerBoard }): Service => {
  const { clock, bus, board } = context
  const tell = tellAs('power', context)
  let last: PowerReport | undefined
  const publish = (): void => {
    if (last) bus.publish('power', { ...last, atMs: clock.nowMs() })
  }
  board.onReport((report) => {
    for (const [key, subject, began, ended] of alarms) {
      if (report[key] === (last?.[key] ?? false)) continue
      tell({ subject, text: report[key] ? began : ended, severity: report[key] ? 'warning' : 'info' })
    }
    last = report
    board.showLed('fault', report.isSupplyFailing || report.isTampered || report.isLockedOut)
    publish()
  })
  const stopLinks = bus.subscribe('links', ({ links }) => {
    board.showLed(
      'link',
      Object.values(links).some(({ state }) => state === 'up'),
    )
  })
  let isLit = false
  const stopHeartbeat = clock.every(HEARTBEAT_MS / 2, () => {
    isLit = !isLit
    board.showLed('run', isLit)
  })
  const stopRepeat = clock.every(REPEAT_EVERY_MS, publish)
  return {
    close: () => {
      stopHeartbeat()
      stopRepeat()
      stopLinks()
      return closeAll([board])
    },
  }
}
