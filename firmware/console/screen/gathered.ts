import type { TopicName } from '../../bus/topics.ts'
import { servicesOf } from '../../config/services-of.ts'
import { toldTopicsOf, trainParts } from '../../config/train-parts.ts'
import type { ToldTopic, TrainTold } from '../../plan/train-told.ts'
import type { Trouble } from '../../plan/trouble-kinds.ts'
import { type ServicesTold, troublesOf } from '../../plan/troubles.ts'
import type { CommandContext } from '../command.ts'
import { type Told, toldOf } from './told.ts'

const asToldTopic = ({ message, ageMs }: Told<TopicName>): ToldTopic<unknown> | undefined =>
  message && { message, ageMs, isStale: false }

/** How old the last word of each service of the train is. */
const servicesTold = async (context: CommandContext): Promise<ServicesTold> => {
  const ages = servicesOf(context.config).map(
    async (name) => [name, (await toldOf(context, `${name}.health`)).ageMs] as const,
  )
  return Object.fromEntries(await Promise.all(ages))
}

/** What is wrong with the train now, and which services say nothing. */
export const gatheredTroubles = async (context: CommandContext): Promise<Trouble[]> => {
  const { config } = context
  const telling = toldTopicsOf(config).map(async (topic) => [topic, asToldTopic(await toldOf(context, topic))] as const)
  const [told, services] = await Promise.all([Promise.all(telling), servicesTold(context)])
  return troublesOf(Object.fromEntries(told) as TrainTold, trainParts(config), services)
}
