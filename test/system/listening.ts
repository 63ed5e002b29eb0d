import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** State 0A of /proc/net/tcp; a bound UDP socket has 07. See proc(5). */
const LISTENS: Readonly<Record<string, string>> = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' }

const socketsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

/** Network addresses, as the kernel writes them, at which these processes hear from others. */
export const listeningOf = (pids: readonly number[]): string[] => {
  const own = new Set(pids.flatMap(socketsOf))
  return Object.entries(LISTENS).flatMap(([protocol, state]) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , st, , , , , , inode]) => st === state && inode !== undefined && own.has(inode))
      .map(([, local]) => `${protocol} ${local}`),
  )
}
