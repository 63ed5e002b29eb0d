import { z } from 'zod'
import { parseJson } from './kernel-state.ts'
import { runTool } from './tool.ts'

const objects = z.looseObject({ nftables: z.array(z.record(z.string(), z.unknown())).default([]) })
const tableShape = z.looseObject({ table: z.looseObject({ family: z.string(), name: z.string() }) })

interface NftTable {
  family: string
  name: string
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * The kernel numbers what it holds, hashes its sets by chance and learns clients: tables that differ in these, or in what counters have
 * counted, are the same.
 */
const comparable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(comparable)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'handle')
      .map(([key, inner]) => [key, comparableEntry(key, inner)]),
  )
}

const comparableEntry = (key: string, inner: unknown): unknown => {
  if (key === 'set' && Array.isArray(inner)) return sorted(inner)
  if (key === 'set' && isRecord(inner) && 'table' in inner) {
    const { elem: _learnt, ...fixed } = inner
    return comparable(fixed)
  }
  if (key !== 'counter' || !isRecord(inner)) return comparable(inner)
  const { packets: _packets, bytes: _bytes, ...fixed } = inner
  return comparable(fixed)
}

const sorted = (members: readonly unknown[]): string[] => members.map((one) => JSON.stringify(comparable(one))).sort()

const contentOf = (text: string): string => {
  const { nftables } = parseJson(objects, text, 'nft')
  const content = nftables.map((one) => one['add'] ?? one).filter(isRecord)
  const rules = content.filter((one) => 'rule' in one).map(comparable)
  // Rules act in their order; where chains and counters stand among each other is nft's own affair.
  const others = content.filter((one) => !('rule' in one) && !('metainfo' in one))
  return JSON.stringify([...sorted(others), ...rules])
}

/** Our tables that are there. */
export const readTables = async (prefix: string): Promise<NftTable[]> => {
  const { nftables } = parseJson(objects, await runTool('nft', ['-j', 'list', 'tables']), 'nft')
  return nftables.flatMap((one) => {
    const { data } = tableShape.safeParse(one)
    return data?.table.name.startsWith(prefix) ? [data.table] : []
  })
}

/** What a table holds, in words that compare; `undefined` when it is not there. */
const presentContent = async (name: string): Promise<string | undefined> => {
  const tables = await readTables(name)
  if (!tables.some((table) => table.family === 'inet' && table.name === name)) return undefined
  return contentOf(await runTool('nft', ['-j', 'list', 'table', 'inet', name]))
}

/**
 * Keeps one nft table as a text has it. What the kernel would make of the text is found out in a network namespace of its own that ends
 * at once, so that any change of the table, by whomever, is seen, and a text that the kernel refuses changes nothing. A text is one argument
 * and one transaction: `nft -f -` opens its stdin by name, which is a socket here and cannot be.
 */
export class NftTableKeeper {
  readonly #name: string
  #wanted: { text: string; content: string } | undefined

  constructor(name: string) {
    this.#name = name
  }

  /** Whether it had to be written. Rejects with `network-failed`; the table is then as it was. */
  async keep(text: string): Promise<boolean> {
    if (this.#wanted?.text !== text) {
      const content = contentOf(await runTool('unshare', ['--net', 'nft', '-j', '-e', text]))
      this.#wanted = { text, content }
    }
    if ((await presentContent(this.#name)) === this.#wanted.content) return false
    await runTool('nft', [`table inet ${this.#name}\ndelete table inet ${this.#name}\n${text}`])
    return true
  }
}

/** Takes our tables away, all at once. */
export const removeTables = async (prefix: string): Promise<number> => {
  const tables = await readTables(prefix)
  const lines = tables.map(({ family, name }) => `delete table ${family} ${name}\n`)
  if (lines.length > 0) await runTool('nft', [lines.join('')])
  return tables.length
}
