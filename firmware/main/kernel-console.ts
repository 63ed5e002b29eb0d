import { basename } from 'node:path'
import type { Tell } from '../services/tell.ts'

interface PortsSeen {
  /** Paths by the names of console ports. */
  ports: Readonly<Record<string, string>>
  kernelConsoleOf(path: string): Promise<string | undefined>
  tell: Tell
}

/** Warns of ports that the kernel has for its console too: its messages run into the session, and a BREAK may give it orders before anybody is logged in. */
export const warnOfKernelConsoles = async ({ ports, kernelConsoleOf, tell }: PortsSeen): Promise<void> => {
  for (const [subject, path] of Object.entries(ports)) {
    const device = await kernelConsoleOf(path)
    if (device === undefined) continue
    const name = basename(device)
    const text = `${path} is the kernel's console too: take console=${name} out of the kernel's command line, and mask serial-getty@${name}`
    tell({ subject, text, severity: 'warning' })
  }
}
