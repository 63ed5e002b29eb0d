import type { Storage } from '../../../hal/storage.ts'
import type { TextNews, WantedText } from '../../plan/sms-queue-state.ts'
import { closeAll, type ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { AlarmTexter } from './alarm-texter.ts'
import { EmergencyButton } from './emergency-button.ts'
import { EmergencyDesk, type ShoreWays } from './emergency-desk.ts'
import { HeadPoster } from './head-poster.ts'
import { RequestDesk } from './request-desk.ts'
import { TextCommands, type TextSenders } from './text-commands.ts'
import { type DeedOptions, textDeeds } from './text-deeds.ts'
import { Whereabouts } from './whereabouts.ts'

/** The way by which the shore is reached outside every tunnel: by whatever route the machine itself has. */
export const OUTSIDE_TUNNELS = 'direct'

/** With whom a train speaks in words, as its file says. */
export interface ShoreTalk {
  /** `train.id` of its file. */
  train: string
  /** Absent where the shore is told of emergencies by text message alone. */
  shore: ShoreWays | undefined
  /** Who is told of emergencies by text: numbers by name. */
  recipients: Readonly<Record<string, string>>
  /** Who gets alarms by text while no link is left: numbers by name. */
  alarmRecipients: Readonly<Record<string, string>>
  /** The power board's button raises one. */
  button: { holdMs: number; text: string } | undefined
  /** A name that nobody has yet, 32 hexadecimal digits. */
  newId: () => string
  /** People work at its console: there is an audit log. */
  hasAuditLog: boolean
  /** Who may send commands by text. */
  senders: TextSenders
}

/** Of a train that has nobody to speak with: every emergency is refused, and that is told. */
export const noShoreTalk: ShoreTalk = {
  train: '',
  shore: undefined,
  recipients: {},
  alarmRecipients: {},
  button: undefined,
  newId: () => '0'.repeat(32),
  hasAuditLog: false,
  senders: {},
}

/** What the links service lends to it. */
interface LinksAtHand extends Pick<DeedOptions, 'status' | 'resetModem'> {
  carrying(): readonly string[]
  /** Whether no link carries operations or maintenance. */
  isAlone(): boolean
  queueText(text: WantedText): Promise<boolean>
}

type Help = ServiceContext & { storage: Storage; tell: Tell; talk: ShoreTalk }

const BUTTON = 'emergency button'

/** Emergencies by command and by the button, until it is closed. */
const startEmergencies = (
  help: Help,
  whereabouts: Whereabouts,
  { carrying, queueText, onNoted }: LinksAtHand & { onNoted(id: string): void },
) => {
  const { bus, tell, talk } = help
  const { button, newId } = talk
  // Nobody knows whether the machine's own route carries: it is used all the same.
  const desk = new EmergencyDesk({
    ...help,
    ...talk,
    whereabouts,
    queueText,
    onNoted,
    carrying: () => [...carrying(), OUTSIDE_TUNNELS],
  })
  const onPressed = async (wasPressedAtStart: boolean): Promise<void> => {
    // Held, or latched, since before a restart: the emergency that it raised then is open still.
    if (wasPressedAtStart && (await desk.hasOpen())) return
    const answer = await desk.raise({ id: newId(), text: button?.text ?? BUTTON, by: BUTTON })
    if (!answer.ok)
      tell({ subject: 'emergency', text: `the button was not heard: ${answer.text}`, severity: 'warning' })
  }
  const pressed =
    button && new EmergencyButton({ holdMs: button.holdMs, onPressed: (wasAtStart) => void onPressed(wasAtStart) })
  const endPower = bus.subscribe('power', (message) => pressed?.onPower(message))
  const close = (): Promise<void> => {
    endPower()
    return desk.close()
  }
  return { desk, close }
}

/** What a train and its shore tell each other in words: emergencies, requests, commands and alarms by text, the end of the audit log. */
export const startShoreTalk = (help: Help, links: LinksAtHand) => {
  const { bus, clock, talk } = help
  const whereabouts = new Whereabouts(bus)
  const ways = () => [...links.carrying(), OUTSIDE_TUNNELS]
  const heads = new HeadPoster({ bus, clock, shore: talk.hasAuditLog ? talk.shore : undefined, carrying: ways })
  const requests = new RequestDesk({
    ...help,
    ...talk,
    recipients: talk.alarmRecipients,
    whereabouts,
    carrying: ways,
    queueText: (text) => links.queueText(text),
  })
  const onNoted = (id: string): void => {
    requests.onNoted(id)
    heads.onNoted(id)
  }
  const emergencies = startEmergencies(help, whereabouts, { ...links, onNoted })
  const commands = new TextCommands({
    ...help,
    ...talk,
    utcMs: () => whereabouts.now(clock.nowMs()).utcMs,
    obey: textDeeds({ ...links, bus, whereabouts, nowMs: () => clock.nowMs() }),
    queueText: (text) => links.queueText(text),
  })
  const alarms = new AlarmTexter({
    ...help,
    ...talk,
    recipients: talk.alarmRecipients,
    whereabouts,
    isAlone: () => links.isAlone(),
    queueText: (text) => links.queueText(text),
  })
  return {
    onTextNews: (news: TextNews): void => {
      emergencies.desk.onTextNews(news)
      requests.onTextNews(news)
    },
    onCommand: commands.take.bind(commands),
    isEmergency: () => emergencies.desk.isUnderWay(),
    close: (): Promise<void> => closeAll([whereabouts, commands, alarms, heads, emergencies, requests]),
  }
}
