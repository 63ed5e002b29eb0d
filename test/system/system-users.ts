import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Services that get users of their own. */
export const partedServices = ['gpsd', 'alarms', 'access', 'console'] as const

const tool = (name: string, ...args: string[]): void => {
  execFileSync(`/usr/sbin/${name}`, args, { stdio: 'pipe' })
}

/** Makes users of the system for one test, in a group of this name; they go with the test. */
export const makeSystemUsers = (t: { teardown(cleanUp: () => void): void }, group: string): void => {
  tool('groupadd', '--system', group)
  t.teardown(() => tool('groupdel', '--force', group))
  for (const service of partedServices) {
    const name = `${group}-${service}`
    tool('useradd', '--system', '--gid', group, '--no-create-home', '--shell', '/usr/sbin/nologin', name)
    t.teardown(() => tool('userdel', name))
  }
}

/** A user's id, or the id of the group of the same name. */
export const idOf = (kind: 'user' | 'group', name: string): number => {
  const line = readFileSync(kind === 'user' ? '/etc/passwd' : '/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  return Number(line?.split(':')[2])
}

/** What the kernel says of a process: fields of its status file by name. */
export const statusOf = (pid: number): Record<string, string> =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .map((line) => /^(\w+):\s*(.*?)\s*$/.exec(line))
      .flatMap((found) => (found ? [[found[1] ?? '', found[2] ?? '']] : [])),
  )

const commandLineOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Whose a process is, really and in effect; none when it is gone. */
export const uidsOf = (pid: number): number[] => {
  try {
    return (statusOf(pid)['Uid'] ?? '').split('\t').map(Number)
  } catch {
    return []
  }
}

/** Whether a program runs as this user and no other. */
export const isRunningAs = (uid: number, program: string): boolean =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && commandLineOf(pid).split('\0')[0] === program)
    .map((pid) => uidsOf(Number(pid)))
    .some((uids) => uids.length > 0 && uids.every((found) => found === uid))

/** The processes that run one service of a train's file. */
export const processesOf = (configFile: string, service: string): number[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      const words = commandLineOf(pid).split('\0')
      return words.includes(configFile) && words[words.indexOf('--service') + 1] === service
    })
    .map(Number)
