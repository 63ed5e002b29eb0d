import { spawn } from 'node:child_process'
import { Resolver } from 'node:dns/promises'
import { createInterface } from 'node:readline'
import type { LinkTools } from '../../link-tools.ts'
import { ipv4AddressOf } from '../interface-address.ts'
import { SYSTEM_PATH } from './tool.ts'

const LINE_AT_MOST = 200
const LINES_AT_MOST = 400
const ASK_WITHIN_MS = 2_000

/** Runs a program without a shell, with nothing of our environment, until it ends or is ended. */
const run: LinkTools['run'] = ({ program, args }, onLine, ended) =>
  new Promise((resolve) => {
    const child = spawn(program, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: SYSTEM_PATH, LC_ALL: 'C' },
      signal: ended,
      killSignal: 'SIGKILL',
    })
    let lines = 0
    const take = (line: string): void => {
      lines += 1
      if (lines <= LINES_AT_MOST) onLine(line.slice(0, LINE_AT_MOST))
    }
    createInterface({ input: child.stdout }).on('line', take)
    createInterface({ input: child.stderr }).on('line', take)
    child.on('error', () => resolve(undefined))
    child.on('close', (code) => resolve(code ?? undefined))
  })

/** Of each link: its interface, and who is asked for names on it. */
export interface ToolLink {
  interface: string
  resolvers: readonly string[]
}

/** Tests links by the system's own programs. */
export const linuxLinkTools = (links: Readonly<Record<string, ToolLink>>): LinkTools => {
  const ownAddress = (link: string): string | undefined => ipv4AddressOf(links[link]?.interface ?? '')
  return {
    ownAddress,
    resolve: async (link, name) => {
      const own = ownAddress(link)
      const servers = links[link]?.resolvers ?? []
      if (own === undefined || servers.length === 0) return undefined
      const resolver = new Resolver({ timeout: ASK_WITHIN_MS, tries: 2 })
      resolver.setServers([...servers])
      resolver.setLocalAddress(own)
      const found = await resolver.resolve4(name).catch((): string[] => [])
      return found[0]
    },
    run,
  }
}
