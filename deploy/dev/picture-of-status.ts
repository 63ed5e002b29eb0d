// Run by hand when the live status has changed: node_modules/.bin/node deploy/dev/picture-of-status.ts > docs/live-status.svg
import { rideAccelerated } from '../../firmware/main/ride/accelerated-ride.ts'
import { planRide, type RideOptions } from '../../firmware/main/ride/ride-plan.ts'
import { followRide, type RideView } from '../../firmware/main/ride/ride-view.ts'
import type { RideWatch } from '../../firmware/main/ride/ride-watch.ts'
import { type RideFrame, renderStatus } from '../../firmware/main/ride/status-screen.ts'
import { svgOfTerminal } from './svg-of-terminal.ts'

const COLUMNS = 122
const PICTURE_AT_MS = 2_490_000
const FAULT = 'lte-deregister@41m+60s'
const COMMAND = `npm run -s steppelink -- ride --speed max --fault ${FAULT}`

const options: RideOptions = {
  route: 'astana-almaty',
  speed: 'max',
  seed: 1,
  for: PICTURE_AT_MS + 2_000,
  fault: [FAULT],
}

/** The lines of the live status as they stand at `PICTURE_AT_MS` of the ride. */
const statusLines = async (): Promise<readonly string[]> => {
  const plan = await planRide(options)
  const { name: routeName, lengthKm, stations: stops } = plan.route
  let view: RideView = { events: [] }
  let frame: RideFrame | undefined
  let lines: readonly string[] = []
  const watch: RideWatch = {
    stop: { stopped: new Promise(() => undefined), isStopping: () => lines.length > 0, stop: () => undefined },
    onStart: (bus, startMs) => {
      frame = { routeName, lengthKm, stops, startMs, speed: 'max' }
      view = followRide(bus, () => undefined).view
    },
    onTruth: (truth) => {
      view.truth = truth
      if (!frame || lines.length > 0 || truth.atMs - frame.startMs < PICTURE_AT_MS) return
      lines = renderStatus(view, frame, { columns: COLUMNS, rows: 40 })
    },
    onEvent: () => undefined,
    onConsoleUsers: () => undefined,
    onEnd: () => undefined,
  }
  await rideAccelerated(plan, watch)
  return lines
}

const prompt = `\x1b[2m$\x1b[22m ${COMMAND}`
process.stdout.write(svgOfTerminal([prompt, '', ...(await statusLines())], COLUMNS, 'The live status of a ride'))
