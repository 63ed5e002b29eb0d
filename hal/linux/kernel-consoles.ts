import { readFile, realpath } from 'node:fs/promises'

/** Devices of `/proc/consoles`, as `/dev/ttyAMA0`. Source: Documentation/filesystems/proc.rst of Linux. */
export const consolesIn = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const name = /^[\w-]+/.exec(line)?.[0]
    return name === undefined ? [] : [`/dev/${name}`]
  })

/** Whether the kernel writes its messages to this device, and takes orders there (SysRq by BREAK). Links to it count. */
export const isKernelConsole = async (path: string): Promise<boolean> => {
  const text = await readFile('/proc/consoles', 'utf8').catch(() => '')
  const device = await realpath(path).catch(() => path)
  return consolesIn(text).includes(device)
}
