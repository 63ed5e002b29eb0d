import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Serial lines by their device names; plain consoles (tty1…) and pseudo-terminals are none. */
const SERIAL_NAME = /^(?:tty(?:USB|ACM|AMA|S|O|MFD|SC|XRUSB)\d+|rfcomm\d+)$/

/**
 * The paths of the machine's serial lines, sorted; [] where there are none. It reads the folder of devices itself:
 * the library's list needs udev's command and throws where that is not installed.
 */
export const listSerialPorts = (deviceFolder = '/dev'): readonly string[] => {
  try {
    const names = readdirSync(deviceFolder).filter((name) => SERIAL_NAME.test(name))
    return names.map((name) => join(deviceFolder, name)).sort()
  } catch {
    return []
  }
}
