import { execFile } from 'node:child_process'
import { access, constants, readFile } from 'node:fs/promises'
import { TerminalError } from '../../terminal-error.ts'

/** The system's folders alone: npm puts programs of the same names in front of them. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
const DEADLINE_MS = 5_000
const OUTPUT_BYTES = 8_000_000
const SAID_AT_MOST = 300
/** capability.h: CAP_NET_ADMIN. */
const NET_ADMIN = 12n

/** Debian package of each program. */
const packages = {
  ip: 'iproute2',
  tc: 'iproute2',
  nft: 'nftables',
  unshare: 'util-linux',
  conntrack: 'conntrack',
  wg: 'wireguard-tools',
  'wireguard-go': 'wireguard-go',
  dnsmasq: 'dnsmasq-base',
} as const
export type Tool = keyof typeof packages
const routingTools: readonly Tool[] = ['ip', 'tc', 'nft', 'unshare']

/** What finds programs in the system's folders alone. */
export const SYSTEM_PATH = FOLDERS.join(':')

/** A failure of the kernel's routing; `backoff`: the same may succeed later. */
export const networkFailed = (message: string, cause?: unknown): TerminalError =>
  new TerminalError({ code: 'network-failed', device: 'network', retry: 'backoff', message, cause })

const firstLines = (text: string): string =>
  text
    .trim()
    .replaceAll(/\s*\n\s*/g, '; ')
    .slice(0, SAID_AT_MOST)

/**
 * Runs one of the kernel's tools without a shell; resolves with its stdout. Rejects with `network-failed` and what it said when it
 * fails, takes longer than 5 s (it is killed) or says more than 8 MB.
 */
export const runTool = (tool: Tool, args: readonly string[], input?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = {
      env: { PATH: SYSTEM_PATH, LC_ALL: 'C' },
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL' as const,
      maxBuffer: OUTPUT_BYTES,
    }
    const child = execFile(tool, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout)
      const why = error.killed ? `took longer than ${DEADLINE_MS / 1000} s` : firstLines(stderr) || error.message
      reject(networkFailed(`${tool}: ${why}`, error))
    })
    // A tool that ends without reading is told of by its exit status.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input ?? '')
  })

const isThere = async (tool: string): Promise<boolean> => {
  const found = await Promise.allSettled(FOLDERS.map((folder) => access(`${folder}/${tool}`, constants.X_OK)))
  return found.some(({ status }) => status === 'fulfilled')
}

/** Programs that the system has not, a sentence each. */
export const missingTools = async (tools: readonly Tool[]): Promise<string[]> => {
  const there = await Promise.all(tools.map(isThere))
  return tools
    .filter((_, index) => !there[index])
    .map((tool) => `${tool} is missing: apt-get install ${packages[tool]}`)
}

/** Whether programs that this process starts may change routes: root, or a user with the ambient capability. */
const mayChangeRoutes = async (): Promise<boolean> => {
  const status = await readFile('/proc/self/status', 'utf8')
  const field = process.getuid?.() === 0 ? 'CapEff' : 'CapAmb'
  const bits = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'
  return ((BigInt(`0x${bits}`) >> NET_ADMIN) & 1n) === 1n
}

const FORWARDING = ['net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding'] as const

/** Settings of the system without which routes carry nothing, a sentence each. */
export const missingForwarding = async (): Promise<string[]> => {
  const set = await Promise.all(FORWARDING.map((name) => readFile(`/proc/sys/${name}`, 'utf8').catch(() => '1')))
  return FORWARDING.filter((_, index) => set[index]?.trim() === '0').map(
    (name) => `the system forwards nothing: sysctl -w ${name.replaceAll('/', '.')}=1`,
  )
}

const setting = async (name: string): Promise<string> =>
  (await readFile(`/proc/sys/net/${name}`, 'utf8').catch(() => '0')).trim()

/**
 * Interfaces on which the kernel is so strict about where packets come from that answers by any link but the main table's are dropped, a
 * sentence each. What counts is the stricter of an interface's own setting and that of all.
 */
export const tooStrict = async (interfaces: readonly string[]): Promise<string[]> => {
  const ofAll = await setting('ipv4/conf/all/rp_filter')
  const own = await Promise.all(interfaces.map((name) => setting(`ipv4/conf/${name}/rp_filter`)))
  // 2 is loose; it wins over 1, as the kernel takes the larger number.
  const isStrict = (one: string): boolean => Math.max(Number(one), Number(ofAll)) === 1
  return interfaces
    .filter((_, index) => isStrict(own[index] ?? '0'))
    .map((name) => `answers that come by ${name} are dropped: sysctl -w net.ipv4.conf.${name}.rp_filter=2`)
}

/** What of the machine keeps us from changing its routing with these tools, a sentence each. */
export const missingForRouting = async (tools: readonly Tool[] = routingTools): Promise<string[]> => [
  ...(await missingTools(tools)),
  ...((await mayChangeRoutes()) ? [] : ['routing needs root or CAP_NET_ADMIN']),
]
