import { readFile } from 'node:fs/promises'

/** Names this start of the kernel: another one after each. */
export const readBootId = async (): Promise<string> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown')).trim()
