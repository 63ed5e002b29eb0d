import type { NamedFile } from '../../../hal/file-transfer.ts'
import { type TopicName, topics } from '../../bus/topics.ts'
import type { CommandContext } from '../command.ts'
import { logLines } from '../commands/log.ts'
import { selftestLines } from '../commands/selftest.ts'
import { fileOf } from './file-of.ts'
import { maskSecrets, secretsIn } from './mask-secrets.ts'
import { tarArchive } from './tar-archive.ts'

/** So that it goes over 115200 baud within 20 s. */
export const BRIEF_AT_MOST_BYTES = 200_000
const BRIEF_LOG_LINES = 1_000

/** What the console itself says, by the file that it stands in. */
const shown: Readonly<Record<string, string>> = {
  'version.txt': 'show version',
  'status.txt': 'show status',
  'mute.txt': 'show mute',
  'links.txt': 'show links',
  'devices.txt': 'show devices',
  'history.txt': 'show history',
}

/** What is in the archive, for whoever opens it. */
const contents = `version.txt, status.txt, mute.txt, links.txt, devices.txt, history.txt: what the console showed
selftest.txt: a self-test made for this archive, without the one that stops transmissions
alarms.json: every alarm that is kept
audit-head.json: the end of the audit log, signed by the device key, or why there is none
configuration.yaml: the train's file in force; secrets are ***
topics.json: the last message of every topic and its age; null: nobody said anything
log.txt: lines of the log, the oldest first; a brief archive has the newest only
recordings: none; this software records no raw data of devices yet
`

type Parts = Record<string, string>

/** Every topic's last message, with its age; those that say nothing are named as such. */
const topicsText = async ({ seen, clock }: CommandContext): Promise<string> => {
  const names = Object.keys(topics) as TopicName[]
  const told = names.map(async (name) => {
    const found = await seen(name)
    return [name, found ? { ageMs: clock.nowMs() - found.heardMs, message: found.message } : null] as const
  })
  return JSON.stringify(Object.fromEntries(await Promise.all(told)), null, 1)
}

const replies = async ({ bus }: CommandContext): Promise<Parts> => {
  const [alarms, head, file] = await Promise.all([
    bus.request('alarms.show', { isAll: true }),
    bus.request('access.head', {}),
    bus.request('configuration.text', { which: 'active' }),
  ])
  return {
    'alarms.json': JSON.stringify(alarms, null, 1),
    // The head that the device's key has signed, or why there is none.
    'audit-head.json': JSON.stringify(head, null, 1),
    ...(file.ok && { 'configuration.yaml': file.reply.text }),
  }
}

const outcomes = async ({ session }: CommandContext): Promise<Parts> => {
  const parts: Parts = {}
  for (const [name, line] of Object.entries(shown)) parts[name] = (await session.run(line)).lines.join('\n')
  return parts
}

const partsOf = async (context: CommandContext): Promise<Parts> => {
  const log = await logLines(context)
  return {
    'contents.txt': contents,
    'selftest.txt': (await selftestLines(context)).join('\n'),
    ...(await outcomes(context)),
    ...(await replies(context)),
    'topics.json': await topicsText(context),
    'log.txt': 'reason' in log ? log.text : log.join('\n'),
  }
}

const packed = (parts: Parts, secrets: readonly string[]): Promise<Uint8Array> => {
  const files = Object.entries(parts).map(([name, text]): NamedFile => {
    const bytes = new TextEncoder().encode(`${maskSecrets(text, secrets)}\n`)
    return { name, bytes }
  })
  return tarArchive(files)
}

const newest = (log: string, count: number): string => log.split('\n').slice(-count).join('\n')

/** The archive for whoever helps from afar, without a secret. A brief one has fewer of the log's lines, until it is below its size. */
export const supportBundle = async (context: CommandContext, isBrief: boolean): Promise<NamedFile> => {
  const parts = await partsOf(context)
  const secrets = secretsIn(parts['configuration.yaml'] ?? '')
  const { 'log.txt': log = '' } = parts
  let lines = isBrief ? BRIEF_LOG_LINES : Infinity
  let bytes = await packed({ ...parts, 'log.txt': newest(log, lines) }, secrets)
  while (isBrief && bytes.length >= BRIEF_AT_MOST_BYTES && lines > 1) {
    lines = Math.floor(lines / 2)
    bytes = await packed({ ...parts, 'log.txt': newest(log, lines) }, secrets)
  }
  return fileOf('support', { train: context.config.train.id, ending: 'tar.gz', bytes })
}
