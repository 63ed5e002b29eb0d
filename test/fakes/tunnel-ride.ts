import { rideStraight } from './straight-ride.ts'

const TUNNEL_S = 200
/** A change of speed shows which end leads; then some minutes of calm. */
const OPEN_S = 400
const wayInMps2 = (atS: number): number => {
  if (atS < 60 || atS >= 180) return 0
  return atS < 120 ? -0.1 : 0.1
}

/** At the end of 200 s in a tunnel, ridden with the acceleration that is given: the error as a share of the way in it, and whether the bound held. */
export const rideTunnel = (
  seed: number,
  inTunnelMps2: (sinceS: number) => number,
): { offShare: number; isWithin: boolean } => {
  let fromM = 0
  let end = { offShare: Number.POSITIVE_INFINITY, isWithin: false }
  rideStraight({
    seed,
    seconds: OPEN_S + TUNNEL_S,
    fromMps: 30,
    accelerationMps2: (atS) => (atS < OPEN_S ? wayInMps2(atS) : inTunnelMps2(atS - OPEN_S)),
    hasFix: (atS) => atS < OPEN_S,
    onSecond: ({ atS, wayM, errorM, boundM }) => {
      if (Math.round(atS) === OPEN_S) fromM = wayM
      end = { offShare: errorM / (wayM - fromM), isWithin: errorM <= boundM }
    },
  })
  return end
}
