/**
 * The train's links service as `run` starts it, with a console's diagnoses, by a train's file, on the kernel of the network namespace it runs in.
 * Takes a symptom a line, and answers with what the diagnosis ended with and each line that it showed; `links` is answered with what links are.
 */
import { createInterface } from 'node:readline'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { type TopicMessage, type TopicName, topics } from '../../firmware/bus/topics.ts'
import { parseConfig } from '../../firmware/config/read-config.ts'
import type { Seen } from '../../firmware/console/command.ts'
import { runDiagnosis } from '../../firmware/console/diagnose/run.ts'
import { linuxMachine, readText } from '../../firmware/main/linux-machine.ts'
import { startServices } from '../../firmware/main/start-services.ts'
import type { Symptom } from '../../firmware/plan/diagnose/steps.ts'
import { systemClock as clock } from '../../hal/linux/clock.ts'
import { consoleContext } from '../fakes/console-context.ts'

const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`)

const configFile = process.argv[2] ?? ''
const config = parseConfig(await readText(configFile), configFile)
const bus = memoryBus(clock)
const last = new Map<TopicName, { message: unknown; heardMs: number }>()
for (const name of ['links', 'links.event'] as const)
  bus.subscribe(name, (message) => void last.set(name, { message, heardMs: clock.nowMs() }))
const services = await startServices({
  machine: linuxMachine(config),
  bus,
  config,
  services: ['links'],
  configFile,
  mustOpen: true,
})

const seen = async <N extends TopicName>(topic: N): Promise<Seen<N> | undefined> => {
  const found = last.get(topic)
  if (!found) return undefined
  const heardMs = found.heardMs as Seen<N>['heardMs']
  const isStale = clock.nowMs() - heardMs > topics[topic].staleAfterMs
  return { message: found.message as TopicMessage<N>, heardMs, isStale }
}

const diagnosed = async (symptom: Symptom): Promise<object> => {
  const said: string[] = []
  const made = { bus, clock, config, seen, say: (line: string) => void said.push(line) }
  const { lines, data } = await runDiagnosis({ ...consoleContext().context, ...made }, symptom)
  return { ...(data as object), said: [...said, ...lines] }
}

say({ say: 'ready' })
for await (const line of createInterface({ input: process.stdin }))
  say(line === 'links' ? ((await seen('links'))?.message ?? {}) : await diagnosed(line as Symptom))
await services.close()
