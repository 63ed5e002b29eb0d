import type { ServiceName } from '../../bus/services.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { TouchedServices } from '../../config/touched-services.ts'
import type { TrainConfig } from '../../config/train-config.ts'
import { trafficClasses } from '../../domain/traffic-class.ts'
import type { Text } from '../messages.ts'

/** Without a word of these no terminal keeps its permit. */
const muting: readonly ServiceName[] = ['navigation', 'tracking', 'interlock', 'power']

type Routes = TopicMessage<'links'>['routes']

/** What a commit is weighed by: the train's links, and which class each carries now; absent while nobody says. */
interface Carried {
  links: TrainConfig['links']
  routes: Routes | undefined
}

const carriedBy = ({ links, routes = {} }: Carried, isMeant: (link: TrainConfig['links'][string]) => boolean): string =>
  Object.entries(links)
    .flatMap(([name, link]) => {
      const classes = trafficClasses.filter((one) => routes[one] === name)
      return isMeant(link) && classes.length > 0 ? [`${name}: ${classes.join(', ')}`] : []
    })
    .join('; ')

/** Traffic that moves while services start again. */
const trafficLines = (text: Text, { restart }: Pick<TouchedServices, 'restart'>, carried: Carried): string[] => {
  const isSatellite = (link: TrainConfig['links'][string]): boolean => 'terminal' in link
  const terminals = Object.values(carried.links).flatMap((link) => ('terminal' in link ? [link.terminal] : []))
  const isMuted = terminals.length > 0 && restart.some((service) => muting.includes(service))
  const isAll = restart.includes('links')
  const moved = carriedBy(carried, (link) => isAll || (isMuted && isSatellite(link)))
  const key = isAll ? 'configuration.moves-all' : 'configuration.moves'
  const words = carried.routes ? moved : text('word.unknown')
  return [
    ...(isMuted ? [text('configuration.mutes', { terminals: terminals.join(', ') })] : []),
    ...((isAll || isMuted) && words !== '' ? [text(key, { carried: words })] : []),
  ]
}

/** What a commit would do to services and to traffic, for whoever is asked whether it shall. */
export const restartLines = (text: Text, touched: TouchedServices, carried: Carried): string[] => {
  const { start, stop, restart } = touched
  if (start.length + stop.length + restart.length === 0) return [text('configuration.touches-none')]
  return [
    ...(restart.length > 0 ? [text('configuration.restarts', { services: restart.join(', ') })] : []),
    ...(start.length > 0 ? [text('configuration.starts', { services: start.join(', ') })] : []),
    ...(stop.length > 0 ? [text('configuration.stops', { services: stop.join(', ') })] : []),
    ...trafficLines(text, touched, carried),
    ...(restart.some((service) => service === 'console' || service === 'access')
      ? [text('configuration.logs-out')]
      : []),
  ]
}
