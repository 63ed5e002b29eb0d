import test from 'ava'
import type { TrainConfig } from '../firmware/config/train-config.ts'
import { type DiagnosedRide, rideAndDiagnose } from './fakes/diagnosed-ride.ts'

type Passengers = NonNullable<TrainConfig['traffic']['passenger']>

/** What the train's file lets passengers go by. */
const passengers =
  (passenger: Passengers, more: Partial<Pick<TrainConfig, 'links' | 'terminals'>> = {}) =>
  (file: TrainConfig): TrainConfig => ({ ...file, ...more, traffic: { ...file.traffic, passenger } })

/** A link of the file with so little data that people on the train use it up in a minute. */
const budgeted =
  (link: string, budgetGb: number, passenger: Passengers) =>
  (file: TrainConfig): TrainConfig => {
    const found = file.links[link]
    if (!found) throw new RangeError(`the train has no link ${link}`)
    return passengers(passenger, { links: { ...file.links, [link]: { ...found, budgetGb } } })(file)
  }

const rides: Readonly<Record<string, DiagnosedRide>> = {
  'an announced outage explains a slower link, and none at all': {
    settle: passengers({ links: ['oneweb', 'geo'] }),
    faults: ['outage-order@110s+10m', 'oneweb-provider-silent@112s+10m', 'lockout@160s+10m'],
    moments: [
      { atS: 140, symptom: 'slow', end: 'planned-outage', names: { link: 'oneweb', minutes: 10 } },
      { atS: 190, symptom: 'no-internet', end: 'planned-outage', names: { link: 'oneweb' } },
    ],
  },
  'passengers whose pin is well up to its modem have nothing, and learn who is silent': {
    settle: passengers({ links: ['oneweb', 'lte'], pin: 'oneweb', fail: true }),
    faults: ['oneweb-provider-silent@60s+10m'],
    moments: [{ atS: 110, symptom: 'no-internet', end: 'nothing-back', names: { link: 'oneweb' } }],
  },
  'passengers who are pinned to a silent modem learn so': {
    settle: passengers({ links: ['oneweb', 'lte'], pin: 'oneweb', fail: true }),
    faults: ['modem-unplug@60s+10m'],
    moments: [{ atS: 110, symptom: 'no-internet', end: 'class-pinned', names: { link: 'oneweb' } }],
  },
  'passengers who rather have nothing than a slow link have nothing': {
    settle: passengers({ links: ['geo'], latencyLimitMs: 300, fail: true }),
    moments: [{ atS: 130, symptom: 'no-internet', end: 'class-fails', names: { links: 'geo' } }],
  },
  'a geostationary satellite alone is far': {
    settle: passengers({ links: ['geo'] }),
    moments: [{ atS: 110, symptom: 'slow', end: 'far', names: { link: 'geo' } }],
  },
  'a link whose budget people have used up goes on as the last resort': {
    settle: budgeted('lte', 0.02, { links: ['lte'] }),
    moments: [{ atS: 130, symptom: 'slow', end: 'budget-over', names: { link: 'lte', budgetGb: 0.02 } }],
  },
  'people who rather have nothing than an unpaid link have nothing once its budget is used up': {
    settle: budgeted('lte', 0.02, { links: ['lte'], fail: true }),
    moments: [{ atS: 130, symptom: 'no-internet', end: 'budget-used', names: { link: 'lte' } }],
  },
  'a train with LTE alone finds no cell in a tunnel': {
    settle: (file) => ({
      ...passengers({ links: ['lte'] })(file),
      links: { lte: { cellular: 'lte' } },
      terminals: {},
    }),
    faults: ['tunnel@40s+10m'],
    moments: [{ atS: 70, symptom: 'no-internet', end: 'no-cell' }],
  },
}

for (const [title, ride] of Object.entries(rides))
  test(title, async (t) => {
    t.timeout(300_000)
    await rideAndDiagnose(t, ride)
  })
