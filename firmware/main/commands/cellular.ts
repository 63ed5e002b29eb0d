import { randomUUID } from 'node:crypto'
import type { CommandName, CommandReply, CommandRequest } from '../../bus/commands.ts'
import type { Urgency } from '../../plan/sms-queue-state.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface OnBus {
  bus: string
}

type Modem = CommandReply<'cellular.show'>['modems'][string]

const asked = async <C extends CommandName>(
  { bus }: OnBus,
  command: C,
  request: CommandRequest<C>,
): Promise<CommandReply<C>> => replyOf(await ask(bus, command, request), 'the links service')

const networkOf = ({ registration, operator, isSatellite, accessTechnology }: Modem): string =>
  [
    registration,
    operator,
    isSatellite ? 'satellite' : undefined,
    accessTechnology === undefined ? undefined : `technology ${accessTechnology}`,
  ]
    .filter((word) => word !== undefined)
    .join(', ')

const simOf = ({ sim, simSlot, tries, identity, pinWithheld }: Modem): string =>
  [
    sim ?? 'not told',
    simSlot && `slot ${simSlot}`,
    identity?.iccid && `card ${identity.iccid}`,
    identity?.imsi && `subscription ${identity.imsi}`,
    tries?.pin !== undefined && `${tries.pin} tries of the PIN left`,
    tries?.puk !== undefined && `${tries.puk} of the PUK`,
    pinWithheld,
  ]
    .filter((word) => word)
    .join(', ')

const signalOf = ({ rsrpDbm, rsrqDb, rssiDbm, cell }: Modem): string =>
  [
    rsrpDbm === undefined ? undefined : `RSRP ${rsrpDbm} dBm`,
    rsrqDb === undefined ? undefined : `RSRQ ${rsrqDb} dB`,
    rssiDbm === undefined ? undefined : `RSSI ${rssiDbm} dBm`,
    cell?.sinrDb === undefined ? undefined : `SINR ${cell.sinrDb} dB`,
    cell?.band === undefined ? undefined : `band ${cell.band}`,
    cell?.cellId === undefined ? undefined : `cell ${cell.cellId}`,
    cell?.nr?.rsrpDbm === undefined ? undefined : `5G RSRP ${cell.nr.rsrpDbm} dBm`,
  ]
    .filter((word) => word !== undefined)
    .join(', ') || 'not told'

const yes = (is: boolean | undefined): string => (is === undefined ? 'not known' : is ? 'yes' : 'no')

/** A few lines for each modem. */
export const modemsText = ({ modems }: CommandReply<'cellular.show'>): string =>
  Object.entries(modems)
    .flatMap(([name, modem]) => [
      `${name}: ${modem.isAlive ? 'answers' : 'SILENT'}${modem.model ? `, ${modem.model}` : ''}${modem.identity?.imei ? `, IMEI ${modem.identity.imei}` : ''}`,
      `  network   ${networkOf(modem)}`,
      `  signal    ${signalOf(modem)}`,
      `  SIM       ${simOf(modem)}`,
      `  texts     ${yes(modem.canText)}`,
      `  data      ${yes(modem.isDataActive)}`,
    ])
    .concat('')
    .join('\n') || 'no cellular modem has reported\n'

/** A line for each text. */
export const textsText = ({ texts }: CommandReply<'text.show'>): string =>
  texts.length === 0
    ? 'no text waits\n'
    : texts
        .map(
          ({ id, to, priority, state, attempts, leftS }) =>
            `${id} to ${to}: ${state}, ${priority}, ${attempts} ${attempts === 1 ? 'try' : 'tries'}, ${Math.ceil(leftS / 60)} min left\n`,
        )
        .join('')

/** `modem show`. */
export const modemShow = async (options: OnBus & { json?: true }, _stop: StopSignal): Promise<number> => {
  const reply = await asked(options, 'cellular.show', {})
  process.stdout.write(options.json ? `${JSON.stringify(reply)}\n` : modemsText(reply))
  return 0
}

/** `modem reset NAME`. */
export const modemReset = async (
  options: OnBus & { force?: true },
  _stop: StopSignal,
  modem: string,
): Promise<number> => {
  await asked(options, 'cellular.reset', { modem, ...(options.force && { isForced: true as const }) })
  process.stdout.write(`${modem} restarts\n`)
  return 0
}

/** `modem search NAME`. */
export const modemSearch = async (options: OnBus, _stop: StopSignal, modem: string): Promise<number> => {
  const { operators } = await asked(options, 'cellular.search', { modem })
  for (const { plmn, name = '', status } of operators) process.stdout.write(`${plmn} ${status} ${name}\n`)
  if (operators.length === 0) process.stdout.write('no network\n')
  return 0
}

/** `text send TO TEXT`. */
export const textSend = async (
  options: OnBus & { priority: Urgency; for: number },
  _stop: StopSignal,
  ...[to, text]: [string, string]
): Promise<number> => {
  const request = { to, text, priority: options.priority, key: randomUUID(), forMs: options.for }
  process.stdout.write(textsText(await asked(options, 'text.send', request)))
  return 0
}

/** `text show`. */
export const textShow = async (options: OnBus, _stop: StopSignal): Promise<number> => {
  process.stdout.write(textsText(await asked(options, 'text.show', {})))
  return 0
}
