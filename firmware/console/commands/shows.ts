import type { ConsoleCommand } from '../command.ts'
import { showAttitude } from './show-attitude.ts'
import { showDevices } from './show-devices.ts'
import { showLinks } from './show-links.ts'
import { showMute, whyMute } from './show-mute.ts'
import { showPosition } from './show-position.ts'
import { showPower } from './show-power.ts'
import { showStatus } from './show-status.ts'

/** What a technician looks at. */
export const showCommands: readonly ConsoleCommand[] = [
  showStatus,
  showMute,
  showPosition,
  showAttitude,
  showLinks,
  showPower,
  showDevices,
]

/** Why things are as they are. */
export const whyCommands: readonly ConsoleCommand[] = [whyMute]
