import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { TwoWays } from '../../tunnel.ts'
import { parseJson } from '../network/kernel-state.ts'
import { networkFailed, runTool } from '../network/tool.ts'

const hex = (value: number): string => `0x${value.toString(16)}`

/** `dup` takes the rest of its line. */
const rulesOf = ({ interface: own, mark, mask, ways }: TwoWays): string[] => {
  const its = `meta mark and ${hex(mask)} == ${hex(mark)}`
  const [one, other] = ways
  return [
    // Should the routes be gone, it would wrap its own datagrams for ever.
    `${its} oifname "${own}" drop`,
    `${its} oifname "${one.interface}" dup to ${other.peer} device "${other.interface}"`,
    `${its} oifname "${other.interface}" dup to ${one.peer} device "${one.interface}"`,
  ]
}

/** A table for `nft -f` by which what leaves by one of two interfaces leaves by the other as well. */
export const doubleTable = (two: TwoWays, comment: string): string =>
  [
    `table ip ${two.nftTable} {`,
    `  comment "${comment}"`,
    '  chain both {',
    '    type filter hook output priority filter; policy accept;',
    ...rulesOf(two).map((rule) => `    ${rule}`),
    '  }',
    '}',
    '',
  ].join('\n')

const linkShape = z.looseObject({ ifindex: z.number(), ifname: z.string() })

/** The kernel keeps the number of an interface in a rule, and one that came anew has another; `undefined` while one is away. */
const numbersOf = async (two: TwoWays): Promise<string | undefined> => {
  const links = parseJson(z.array(linkShape), await runTool('ip', ['-json', 'link', 'show']), 'ip link')
  const numbers = two.ways.map((way) => links.find(({ ifname }) => ifname === way.interface)?.ifindex)
  return numbers.includes(undefined) ? undefined : numbers.join(' ')
}

const isThere = async (name: string): Promise<boolean> =>
  (await runTool('nft', ['list', 'tables', 'ip'])).split('\n').includes(`table ip ${name}`)

/** Makes the table as it is wanted; whether it had to be written. While one of the interfaces is away there is nothing to copy to. */
export const keepDoubleTable = async (two: TwoWays): Promise<boolean> => {
  const numbers = await numbersOf(two)
  if (numbers === undefined) return false
  const made = createHash('sha256')
    .update(`${doubleTable(two, '')} ${numbers}`)
    .digest('hex')
    .slice(0, 32)
  const there = await isThere(two.nftTable)
  const present = there ? await runTool('nft', ['list', 'table', 'ip', two.nftTable]) : ''
  if (present.includes(made) && present.split(' dup to ').length === two.ways.length + 1) return false
  const leaving = there ? `delete table ip ${two.nftTable}\n` : ''
  await runTool('nft', [`${leaving}${doubleTable(two, `made from ${made}`)}`])
  return true
}

export const removeDoubleTable = async (name: string): Promise<void> => {
  if (await isThere(name)) await runTool('nft', ['delete', 'table', 'ip', name])
}

const TRIAL = 'table ip trial {\nchain both {\ntype filter hook output priority 0\ndup to 192.0.2.1 device "lo"\n}\n}\n'

/** Rejects with `network-failed` where the kernel cannot copy a datagram; tried in a network namespace that ends at once. */
export const refuseWithoutDup = async (): Promise<void> => {
  try {
    await runTool('unshare', ['--net', 'nft', TRIAL])
  } catch (cause) {
    throw networkFailed('this kernel cannot send a datagram on two links (nft dup, CONFIG_NFT_DUP_IPV4)', cause)
  }
}
