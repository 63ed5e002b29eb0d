import type { Storage } from '../../../hal/storage.ts'
import type { WantedText } from '../../plan/sms-queue-state.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { EmergencyButton } from './emergency-button.ts'
import { EmergencyDesk, type ShoreWays } from './emergency-desk.ts'
import { Whereabouts } from './whereabouts.ts'

/** The way by which the shore is reached outside every tunnel: by whatever route the machine itself has. */
export const OUTSIDE_TUNNELS = 'direct'

/** What a train has for its emergencies, as its file says. */
export interface EmergencyHelp extends ServiceContext {
  storage: Storage
  tell: Tell
  /** `train.id` of its file. */
  train: string
  /** Absent where the shore is told by text message alone. */
  shore: ShoreWays | undefined
  /** Numbers by name. */
  recipients: Readonly<Record<string, string>>
  /** The power board's button raises one. */
  button: { holdMs: number; text: string } | undefined
  /** A name that nobody has yet, 32 hexadecimal digits. */
  newId: () => string
}

/** Of a train that has nobody to tell: every emergency is refused, and that is told. */
export const noEmergencyHelp = {
  train: '',
  shore: undefined,
  recipients: {},
  button: undefined,
  newId: (): string => '0'.repeat(32),
}

interface LinksAtHand {
  carrying(): readonly string[]
  queueText(text: WantedText): Promise<boolean>
}

const BUTTON = 'emergency button'

/** Takes emergencies by command, and from the button where the train has one. */
export const startEmergencies = (help: EmergencyHelp, { carrying, queueText }: LinksAtHand) => {
  const { bus, button, newId, tell } = help
  const whereabouts = new Whereabouts(bus)
  // Nobody knows whether the machine's own route carries: it is used all the same.
  const desk = new EmergencyDesk({
    ...help,
    whereabouts,
    queueText,
    carrying: () => [...carrying(), OUTSIDE_TUNNELS],
  })
  const onPressed = async (): Promise<void> => {
    const answer = await desk.raise({ id: newId(), text: button?.text ?? BUTTON, by: BUTTON })
    if (!answer.ok)
      tell({ subject: 'emergency', text: `the button was not heard: ${answer.text}`, severity: 'warning' })
  }
  const pressed = button && new EmergencyButton({ holdMs: button.holdMs, onPressed: () => void onPressed() })
  const endPower = bus.subscribe('power', (message) => pressed?.onPower(message))
  return {
    onTextNews: desk.onTextNews.bind(desk),
    isUnderWay: () => desk.isUnderWay(),
    whereabouts,
    close: (): Promise<void> => {
      endPower()
      whereabouts.close()
      return desk.close()
    },
  }
}
