import { readFile, realpath } from 'node:fs/promises'

/** Devices of `/proc/consoles`, as `/dev/ttyAMA0`. Source: Documentation/filesystems/proc.rst of Linux. */
export const consolesIn = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const name = /^[\w-]+/.exec(line)?.[0]
    return name === undefined ? [] : [`/dev/${name}`]
  })

/** The device of a port, its links followed, where the kernel writes its messages to it and takes orders there (SysRq by BREAK). */
export const kernelConsoleOf = async (path: string): Promise<string | undefined> => {
  const text = await readFile('/proc/consoles', 'utf8').catch(() => '')
  const device = await realpath(path).catch(() => path)
  return consolesIn(text).find((one) => one === device)
}
