import { chainageOnRoute, type OnRoute, type Route } from '../../domain/route.ts'
import type { Places } from './collaborators.ts'

/** A route names stations and the direction of the line only when the train is on it; its way points are this far off at most. */
const ON_ROUTE_WITHIN_M = 8_000
/** The direction of a leg between way points against that of the track: what a first guess of the heading is worth. */
const ROUTE_BEARING_SIGMA_DEG = 15

/** What one configured line says of a place. */
export const oneLine = (route: Route | undefined): Places => {
  const find = (position: { latDeg: number; lonDeg: number }): OnRoute | undefined => {
    const found = route && chainageOnRoute(route, position)
    return found && found.offsetM <= ON_ROUTE_WITHIN_M ? found : undefined
  }
  return {
    onEstimate: ({ position }) => {
      const onRoute = position && find(position)
      return {
        ...(onRoute && { chainageKm: onRoute.chainageKm }),
        ...(onRoute?.nextStation && { nextStation: onRoute.nextStation.name }),
      }
    },
    bearingAt: (position) => {
      const onRoute = find(position)
      return onRoute && { bearingDeg: onRoute.bearingDeg, sigmaDeg: ROUTE_BEARING_SIGMA_DEG }
    },
  }
}
