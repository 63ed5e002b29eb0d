import { readdirSync, readFileSync } from 'node:fs'

/** What one process has used: CPU seconds since it began, and its proportional share of memory now. */
export interface ProcessUse {
  pid: number
  /** The command or the service that it runs. */
  name: string
  cpuS: number
  pssMB: number
}

/** The kernel counts CPU time in hundredths of a second (proc(5), USER_HZ). */
const TICKS_A_SECOND = 100
const KB_A_MB = 1024

const read = (pid: number | string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return '' // it has ended, or is no process
  }
}

/** Parent and CPU seconds of a line of /proc/PID/stat; a name may hold spaces and brackets, so fields count from its end. */
export const parseStat = (stat: string): { parent: number; cpuS: number } | undefined => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number)
  if (parent === undefined || user === undefined || system === undefined) return undefined
  const cpuS = (user + system) / TICKS_A_SECOND
  return Number.isFinite(cpuS) ? { parent, cpuS } : undefined
}

/** `run --service links` is `links`, `twin train` is `twin`. */
export const nameOf = (commandLine: string): string => {
  const args = commandLine.split('\0')
  const service = args.indexOf('--service')
  const main = args.findIndex((arg) => arg.endsWith('main.ts'))
  return (service >= 0 ? args[service + 1] : args[main + 1]) ?? 'unnamed'
}

const pssOf = (pid: number): number => Number(/^Pss:\s+(\d+) kB$/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0) / KB_A_MB

/** A process and all that it started, the first first. */
export const processTree = (root: number): ProcessUse[] => {
  const stats = new Map<number, NonNullable<ReturnType<typeof parseStat>>>()
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? parseStat(read(entry, 'stat')) : undefined
    if (stat) stats.set(Number(entry), stat)
  }
  const pids = [root]
  for (const pid of pids) for (const [child, { parent }] of stats) if (parent === pid) pids.push(child)
  return pids.flatMap((pid) => {
    const stat = stats.get(pid)
    return stat ? [{ pid, name: nameOf(read(pid, 'cmdline')), cpuS: stat.cpuS, pssMB: pssOf(pid) }] : []
  })
}
