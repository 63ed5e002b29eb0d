import type { ConsoleCommand } from '../command.ts'
import { showAttitude } from './show-attitude.ts'
import { showConfig } from './show-config.ts'
import { showDevices } from './show-devices.ts'
import { showHandovers } from './show-handovers.ts'
import { showLinks } from './show-links.ts'
import { showMute, whyMute } from './show-mute.ts'
import { showOutages } from './show-outages.ts'
import { showPosition } from './show-position.ts'
import { showPower } from './show-power.ts'
import { showSatellites, whySatellite } from './show-satellites.ts'
import { showSignal } from './show-signal.ts'
import { showSky } from './show-sky.ts'
import { showStatus } from './show-status.ts'
import { showTraffic } from './show-traffic.ts'
import { showVersion } from './show-version.ts'
import { showVibration } from './show-vibration.ts'
import { whyLink } from './why-link.ts'

/** What a technician looks at. */
export const showCommands: readonly ConsoleCommand[] = [
  showStatus,
  showMute,
  showPosition,
  showAttitude,
  showSky,
  showSatellites,
  showHandovers,
  showLinks,
  showOutages,
  showSignal,
  showTraffic,
  showVibration,
  showPower,
  showDevices,
  showVersion,
  showConfig,
]

/** Why things are as they are. */
export const whyCommands: readonly ConsoleCommand[] = [whyLink, whyMute, whySatellite]
