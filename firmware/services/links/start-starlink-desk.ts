import type { StarlinkDish } from '../../../drivers/starlink/starlink.ts'
import type { Storage } from '../../../hal/storage.ts'
import type { ClassPolicies } from '../../plan/class-policy.ts'
import { isOnlyWay } from '../../plan/only-way.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { announceAway, type OutageTakers } from './announce-away.ts'
import type { LinkChooser } from './link-chooser.ts'
import { StarlinkDesk } from './starlink-desk.ts'
import type { StarlinkDishes } from './starlink-dishes.ts'

interface StartDeps extends ServiceContext {
  links: Readonly<Record<string, object>>
  policies: ClassPolicies
  starlink: Readonly<Record<string, StarlinkDish>>
  storage: Storage
}

/** What the choice of links has for people's orders. */
interface ChosenLinks {
  chooser: Pick<LinkChooser, 'carrying'> & OutageTakers['chooser']
  dishes: StarlinkDishes
  outlook: OutageTakers['outlook']
}

/** Has people's orders to Starlink terminals looked at, and traffic moved ahead of them, by the choice of links. */
export const startStarlinkDesk = (deps: StartDeps, chosen: ChosenLinks, tell: Tell): StarlinkDesk => {
  const linkOf = (dish: string): string | undefined =>
    Object.entries(deps.links).find(([, link]) => 'starlink' in link && link.starlink === dish)?.[0]
  return new StarlinkDesk({
    ...deps,
    dishes: deps.starlink,
    tell,
    messages: () => chosen.dishes.messages(),
    onlyWayOf: (dish) => {
      const link = linkOf(dish)
      const emergency = deps.policies.emergency?.links ?? []
      return link !== undefined && isOnlyWay(link, emergency, chosen.chooser.carrying()) ? link : undefined
    },
    announce: announceAway(chosen, linkOf),
    utcMs: () => chosen.dishes.utcNowMs(),
  })
}
