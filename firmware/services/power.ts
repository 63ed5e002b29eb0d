import type { PowerBoard, PowerReport } from '../../drivers/power/power.ts'
import type { Storage } from '../../hal/storage.ts'
import { publishHealth } from './health.ts'
import { readStarts } from './power/start-book.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'

/** Lit and dark for half of this each. */
const HEARTBEAT_MS = 1_000

const alarms = [
  ['isSupplyFailing', 'supply', 'the supply is failing', 'the supply is back', 'alarm'],
  ['isTampered', 'cabinet', 'the cabinet was opened', 'the cabinet is closed', 'alarm'],
  [
    'isLockedOut',
    'lockout',
    'roof-work lockout: the key switch is turned',
    'roof-work lockout ended at the key switch',
    'warning',
  ],
  ['isEmergencyPressed', 'emergency', 'the emergency button is pressed', 'the emergency button is released', 'alarm'],
] as const

/** Publishes what the power board's lines say, and shows life on its LEDs. */
export const startPower = (
  context: ServiceContext & { board: PowerBoard; powerHz: number; storage: Storage },
): Service => {
  const { clock, bus, board } = context
  const tell = tellAs('power', context)
  let last: PowerReport | undefined
  let isReadable = true
  const take = (report: PowerReport): void => {
    for (const [key, subject, began, ended, severity] of alarms) {
      if (report[key] === (last?.[key] ?? false)) continue
      tell({ subject, text: report[key] ? began : ended, severity: report[key] ? severity : 'info' })
    }
    last = report
    board.showLed('fault', report.isSupplyFailing || report.isTampered || report.isLockedOut)
    bus.publish('power', { ...report, atMs: clock.nowMs() })
  }
  const sayReadable = (isNow: boolean): void => {
    if (isReadable === isNow) return
    isReadable = isNow
    const text = isNow ? 'can be read again' : 'cannot be read: what its lines say is unknown'
    tell({ subject: 'power board', text, severity: isNow ? 'info' : 'warning' })
  }
  /** Lines that cannot be read say nothing: silence is taken for the alarm. */
  const repeat = (): void => {
    const report = board.report()
    if (last) sayReadable(report !== undefined)
    if (report) take(report)
  }
  board.onReport(take)
  const stopLinks = bus.subscribe('links', ({ links }) => {
    board.showLed(
      'link',
      Object.values(links).some(({ state }) => state === 'up'),
    )
  })
  const endStarts = bus.handle('starts.show', async () => ({
    ok: true,
    reply: { starts: (await readStarts(context.storage)).map((one) => ({ ...one })) },
  }))
  let isLit = false
  const stopHeartbeat = clock.every(HEARTBEAT_MS / 2, () => {
    isLit = !isLit
    board.showLed('run', isLit)
  })
  // It has no device that counts bytes: that it speaks is what its health says.
  const stopHealth = publishHealth(context, 'power', {})
  const stopRepeat = clock.every(1_000 / context.powerHz, repeat)
  return {
    close: () => {
      stopHeartbeat()
      stopRepeat()
      stopHealth()
      stopLinks()
      endStarts()
      return closeAll([board])
    },
  }
}
