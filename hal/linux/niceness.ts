import { readFileSync, writeFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

const groupFile = (pid: number): string => `/proc/${pid}/autogroup`

/** Nice value of a process's scheduling group; `undefined` where the kernel makes none. */
export const groupNicenessOf = (pid: number): number | undefined => {
  try {
    const found = / nice (-?\d+)$/m.exec(readFileSync(groupFile(pid), 'utf8'))?.[1]
    return found === undefined ? undefined : Number(found)
  } catch {
    return undefined
  }
}

/** Who may not go first serves as well, but later on a busy machine. */
const mayFail = (act: () => void): void => {
  try {
    act()
  } catch {
    // Nobody to tell: every service runs.
  }
}

/**
 * Sets Linux's nice value, −20 to 19, of a process that leads its session; 0 leaves it as its parent's. Below 0 takes root or
 * CAP_SYS_NICE (setpriority(2)); without, it stays as its parent is. With `kernel.sched_autogroup_enabled`, as Debian has it, the kernel
 * shares the processor out among sessions first, by a nice value of theirs (sched(7)): that is made the same, also for 0.
 */
export const setNiceness = (pid: number, niceness: number): void => {
  if (niceness !== 0) mayFail(() => setPriority(pid, niceness))
  mayFail(() => writeFileSync(groupFile(pid), String(getPriority(pid))))
}
