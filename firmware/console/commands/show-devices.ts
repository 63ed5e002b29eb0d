import type { TopicMessage } from '../../bus/topics.ts'
import { servicesOf } from '../../config/services-of.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { command } from '../command.ts'
import { type Column, tableLines } from '../screen/columns.ts'
import { bytesText } from '../screen/figures.ts'
import { type Cell, paragraph, type Sheet, sheetOf } from '../screen/sheet.ts'
import { headLines, spanText, type Told, toldOf } from '../screen/told.ts'

type Health = TopicMessage<'links.health'>
type Counters = Health['devices'][string]

/** A device of the train, what its line carried, and by which service. */
export interface DeviceSeen {
  name: string
  class: string
  driver: string
  service?: string
  counters?: Counters
  /** For how long no byte has come, s; absent: none ever came, or its line has no bytes. */
  quietS?: number | undefined
}

/** Chosen: twice the slowest poll of a device, and the period of health. */
const QUIET_AFTER_S = 15

export const hasLine = ({ class: kind }: DeviceSeen): boolean =>
  kind !== 'power' && kind !== 'rf-switch' && kind !== 'odometer'

/** Whether a device is heard: `lines` have no bytes, and are seen in `show power` and `show mute`. */
export const lifeOf = (device: DeviceSeen): 'alive' | 'quiet' | 'never' | 'lines' | 'unknown' => {
  if (!hasLine(device)) return 'lines'
  if (device.service === undefined) return 'unknown'
  if (!device.counters || device.counters.rxBytes === 0) return 'never'
  return (device.quietS ?? 0) < QUIET_AFTER_S ? 'alive' : 'quiet'
}

const lifeCell = ({ text }: Sheet, device: DeviceSeen): Cell => {
  const { quietS = 0 } = device
  const cells: Readonly<Record<ReturnType<typeof lifeOf>, Cell>> = {
    alive: { text: text('devices.alive'), tone: 'good' },
    quiet: { text: text('devices.quiet', { span: spanText(text, quietS * 1000) }), tone: 'bad' },
    never: { text: text('devices.never'), tone: 'bad' },
    lines: text('devices.lines'),
    unknown: { text: text('word.unknown'), tone: 'bad' },
  }
  return cells[lifeOf(device)]
}

const columns: readonly Column[] = [
  { title: 'column.device' },
  { title: 'column.class' },
  { title: 'column.life' },
  { title: 'column.received', isFigure: true },
  { title: 'column.frames', isFigure: true },
  { title: 'column.bad-bytes', isFigure: true },
  { title: 'column.checksums', isFigure: true },
  { title: 'column.timeouts', isFigure: true },
  { title: 'column.reconnects', isFigure: true },
]

const rowOf = (sheet: Sheet, device: DeviceSeen): Cell[] => {
  const { name, class: kind, counters } = device
  if (!counters || !hasLine(device)) return [name, kind, lifeCell(sheet, device)]
  return [
    name,
    kind,
    lifeCell(sheet, device),
    bytesText(counters.rxBytes),
    String(counters.rxFrames),
    String(counters.rxDiscardedBytes),
    String(counters.checksumErrors),
    String(counters.timeouts),
    String(counters.reconnects),
  ]
}

/** Every device of the train's file with what its service counts of it. */
export const devicesLines = (sheet: Sheet, devices: readonly DeviceSeen[]): string[] => {
  const { text } = sheet
  const bad = devices.filter((device) => ['quiet', 'never', 'unknown'].includes(lifeOf(device)))
  const verdict =
    bad.length === 0
      ? { text: text('devices.well', { all: devices.length }), tone: 'good' as const }
      : { text: text('devices.bad', { names: bad.map(({ name }) => name).join(', ') }), tone: 'bad' as const }
  return [
    ...headLines(sheet, text('title.devices'), verdict),
    ...tableLines(
      sheet,
      columns,
      devices.map((device) => rowOf(sheet, device)),
    ),
    ...(bad.length > 0 ? paragraph(sheet, 'devices.advice') : []),
  ]
}

/** Devices of the file, each with the health of the service that has it. */
export const devicesSeen = (
  { devices }: Pick<TrainConfig, 'devices'>,
  healths: readonly (readonly [service: string, health: Told<'links.health'>])[],
): DeviceSeen[] =>
  Object.entries(devices).map(([name, { class: kind, driver }]) => {
    const found = healths.find(([, { message }]) => message && Object.hasOwn(message.devices, name))
    const message = found?.[1].message
    return {
      name,
      class: kind,
      driver,
      ...(found && { service: found[0], quietS: message?.quietS?.[name] }),
      ...(message?.devices[name] && { counters: message.devices[name] }),
    }
  })

export const showDevices = command({
  words: ['show', 'devices'],
  arguments: {},
  help: 'help.show-devices',
  role: 'viewer',
  run: async (context) => {
    const asked = servicesOf(context.config).map(
      async (name) => [name, (await toldOf(context, `${name}.health`)) as Told<'links.health'>] as const,
    )
    const devices = devicesSeen(context.config, await Promise.all(asked))
    const data = devices.map((device) => ({ ...device, life: lifeOf(device) }))
    return { lines: devicesLines(sheetOf(context), devices), data: { devices: data } }
  },
})
