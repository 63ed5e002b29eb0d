import { z } from 'zod'
import { parseJson } from './kernel-state.ts'
import { runTool } from './tool.ts'

const linkShape = z.looseObject({ ifname: z.string() })

/** Names of the interfaces that are there. */
export const presentInterfaces = async (): Promise<ReadonlySet<string>> => {
  const found = parseJson(z.array(linkShape), await runTool('ip', ['-json', 'link', 'show']), 'ip link')
  return new Set(found.map(({ ifname }) => ifname))
}
